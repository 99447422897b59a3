import { ApiError } from '../errors.ts';
import { checkBy, type Rule, schemaOf } from './rule.ts';
import { checkUserId, userIdSchema } from './user-id.ts';

export interface NewPost {
  user_id: number;
  content: string;
}

export const maximumCharacters = 280;

const bodyRules: Rule[] = [
  {
    schema: { type: 'object' },
    code: 'invalid_body',
    message: 'expected an object: { "user_id": 1, "content": "..." }',
  },
];

/** The constraints of the table, so that an invalid post does not need a connection. */
const contentRules: Rule[] = [
  { schema: { type: 'string' }, code: 'invalid_content', message: 'content is not a string' },
  {
    schema: { format: 'well-formed-unicode' },
    code: 'invalid_content',
    message: 'content contains an unpaired surrogate',
  },
  { schema: { not: { pattern: '\\u0000' } }, code: 'invalid_content', message: 'content contains a NUL character' },
  { schema: { pattern: '\\S' }, code: 'content_empty', message: 'content is blank' },
  {
    // JSON Schema counts code points, as char_length() does, not UTF-16 code units.
    schema: { maxLength: maximumCharacters },
    code: 'content_too_long',
    message: (content) => `content has ${[...content].length} characters; at most ${maximumCharacters} are allowed`,
  },
];

/** Other properties are ignored. */
export const newPostSchema = {
  ...schemaOf(bodyRules),
  required: ['user_id', 'content'],
  properties: { user_id: userIdSchema, content: { ...schemaOf(contentRules), examples: ['hello'] } },
};

const checkBody = checkBy<Record<string, unknown>>(bodyRules);
const checkContent = checkBy<string>(contentRules);

/** @throws {ApiError} the error of the first rule that `value`, a parsed body, breaks */
export function parseNewPost(value: unknown): NewPost {
  const body = checkBody(value);
  const user_id = checkUserId(body.user_id);
  if (body.content === undefined || body.content === null) throw new ApiError('content_missing', 'content is missing');
  return { user_id, content: checkContent(body.content) };
}
