import { z } from 'zod';
import { resultSchema } from '../../../scripts/results/result.ts';
import { code, type Section, section } from './section.ts';

/** As much of a JSON schema as is looked at. */
interface Schema {
  type?: string;
  enum?: string[];
  const?: unknown;
  format?: string;
  maximum?: number;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
}

/** What a field holds, in a word or two: the parts of an object by their names. */
function sayType({ type, enum: words, const: only, format, maximum, properties, items, anyOf }: Schema): string {
  if (anyOf) return anyOf.map(sayType).join(' or ');
  if (properties) return Object.keys(properties).map(code).join(', ');
  if (items) return `list of ${items.properties ? sayType(items) : `${sayType(items)}s`}`;
  if (only !== undefined) return code(String(only));
  if (words) return words.map(code).join(', ');
  if (format === 'date-time') return 'date and time, UTC';
  if (maximum === 1) return 'number, 0 to 1';
  return { integer: 'whole number', string: 'text' }[type ?? ''] ?? type ?? '';
}

/** The objects in an object have rows of their own, below it. */
function rowsOf({ properties = {} }: Schema, above = ''): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => [
    [code(above + name), sayType(field)],
    ...(above.split('.').length < 2
      ? rowsOf(field, `${above}${name}.`).filter(([, words]) => /`/.test(words ?? ''))
      : []),
  ]);
}

export function resultSection(): Section {
  return section(
    "A result's file",
    '`make loadtest` writes `results/<UTC time>-<stage>.json`. Rates are 0 to 1; a unit is in the name. Fields may be added; none is taken away or changes its meaning.',
    ['field', 'holds'],
    rowsOf(z.toJSONSchema(resultSchema) as Schema),
  );
}
