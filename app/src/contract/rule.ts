import { Ajv2020, type SchemaObject } from 'ajv/dist/2020.js';
import { ApiError, type ErrorCode } from '../errors.ts';
import { isCursor } from './page-cursor.ts';

/** What a value from a client must be (JSON Schema, 2020-12), and the error if it is not. */
export interface Rule {
  schema: SchemaObject;
  code: ErrorCode;
  message: string | ((value: string) => string);
}

/** What JSON Schema cannot express. */
const formats = {
  // UTF-8 cannot encode an unpaired surrogate; PostgreSQL would receive U+FFFD instead.
  'well-formed-unicode': (text: string) => text.isWellFormed(),
  'page-cursor': isCursor,
};

const ajv = new Ajv2020({
  formats,
  // A rule for strings is preceded by one that requires a string.
  strictTypes: false,
  // Compiling the meta-schema takes longer than compiling all rules. The rules are constants, and a
  // test validates them as parts of the OpenAPI document.
  meta: false,
  validateSchema: false,
});

/**
 * Compiles rules into a function that returns its argument if it complies with all of them. If not,
 * it throws the error of the first one that is broken, so their order is part of the contract.
 */
export function checkBy<Value>(rules: Rule[]): (value: unknown) => Value {
  const compiled = rules.map(({ schema, ...rest }) => ({ ...rest, complies: ajv.compile(schema) }));
  return (value) => {
    for (const { complies, code, message } of compiled)
      if (!complies(value)) throw new ApiError(code, typeof message === 'string' ? message : message(value as string));
    return value as Value;
  };
}

/** One schema for all rules of a value. Each keyword occurs in one rule only. */
export function schemaOf(rules: Rule[]): SchemaObject {
  const keywords = rules.flatMap(({ schema }) => Object.entries(schema));
  if (new Set(keywords.map(([name]) => name)).size < keywords.length)
    throw new Error('two rules of a value have the same keyword');
  return Object.fromEntries(keywords);
}
