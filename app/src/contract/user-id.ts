import { largestId } from './largest-id.ts';
import { checkBy, type Rule, schemaOf } from './rule.ts';

const rules: Rule[] = [
  {
    schema: { type: 'integer', minimum: 1, maximum: largestId },
    code: 'invalid_user_id',
    message: `a user's id must be a whole number from 1 to ${largestId}`,
  },
];

export const userIdSchema = { ...schemaOf(rules), examples: [1] };

/** @throws {ApiError} `invalid_user_id` */
export const checkUserId = checkBy<number>(rules);

/**
 * Parses an id in a path.
 * @throws {ApiError} `invalid_user_id`
 */
export function parseUserId(text: string): number {
  return checkUserId(/^[1-9]\d*$/.test(text) ? Number(text) : text);
}
