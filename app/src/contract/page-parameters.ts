import { decodeCursor, encodeCursor, type PageCursor } from './page-cursor.ts';
import { checkBy, type Rule, schemaOf } from './rule.ts';

const defaultLimit = 20;
export const largestLimit = 100;

const limitRules: Rule[] = [
  {
    schema: { type: 'integer', minimum: 1, maximum: largestLimit },
    code: 'invalid_limit',
    message: `limit must be a whole number from 1 to ${largestLimit}`,
  },
];

const beforeRules: Rule[] = [
  {
    schema: { type: 'string', format: 'page-cursor' },
    code: 'invalid_before',
    message: '`before` is not a valid position; take it from the Link header of the previous page',
  },
];

export const limitSchema = { ...schemaOf(limitRules), default: defaultLimit };

export const beforeSchema = {
  ...schemaOf(beforeRules),
  examples: [encodeCursor({ instant: '2026-01-02T03:04:05.678901Z', id: 5 })],
};

const checkLimit = checkBy<number>(limitRules);
const checkBefore = checkBy<string>(beforeRules);

/**
 * Parses `limit` from a query string: undefined, a string, or an array of strings.
 * @throws {ApiError} `invalid_limit`
 */
export function parseLimit(text: unknown): number {
  if (text === undefined) return defaultLimit;
  return checkLimit(typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : text);
}

/**
 * Parses `before` from a query string: undefined, a string, or an array of strings.
 * @throws {ApiError} `invalid_before`
 */
export function parseBefore(text: unknown): PageCursor | undefined {
  return text === undefined ? undefined : decodeCursor(checkBefore(text));
}
