import type { SchemaObject } from 'ajv/dist/2020.js';
import { errors } from '../errors.ts';
import { largestId } from './largest-id.ts';
import { maximumCharacters, newPostSchema } from './new-post.ts';
import { userIdSchema } from './user-id.ts';

/** An object that has all of these properties and no others. */
const exactly = (properties: Record<string, SchemaObject>): SchemaObject => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});

const post = {
  id: { type: 'integer', minimum: 1, maximum: largestId },
  user_id: userIdSchema,
  content: { type: 'string', minLength: 1, maxLength: maximumCharacters },
  created_at: { type: 'string', format: 'date-time', description: 'UTC, with milliseconds' },
};

const error = { code: { enum: Object.keys(errors) }, message: { type: 'string' } };

/** The bodies of requests and responses, by their names in the OpenAPI document. */
export const schemas = {
  NewPost: newPostSchema,
  Post: exactly(post),
  FeedPost: exactly({ ...post, username: { type: 'string' } }),
  Error: exactly({ error: exactly(error) }),
} satisfies Record<string, SchemaObject>;

export type SchemaName = keyof typeof schemas;

export const reference = (name: SchemaName): SchemaObject => ({ $ref: `#/components/schemas/${name}` });

/** `{ id, user_id }`: the names of the properties. */
export const fieldsOf = (name: 'Post' | 'FeedPost'): string =>
  `{ ${Object.keys(schemas[name].properties).join(', ')} }`;
