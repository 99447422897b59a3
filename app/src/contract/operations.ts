import type { SchemaObject } from 'ajv/dist/2020.js';
import type { ErrorCode } from '../errors.ts';
import { beforeSchema, largestLimit, limitSchema } from './page-parameters.ts';
import { fieldsOf, reference, type SchemaName } from './schemas.ts';
import { userIdSchema } from './user-id.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  schema: SchemaObject;
  description?: string;
}

export interface Header {
  description: string;
  required: boolean;
  schema: SchemaObject;
}

/** What a path does. A path with `get` also supports HEAD, and every path supports OPTIONS. */
export interface Operation {
  id: string;
  method: 'get' | 'post';
  /** With parameters in braces: /users/{id}/posts. */
  path: string;
  summary: string;
  /** Whether it is counted in the metrics, and its responses have a `Server-Timing` header. */
  isMeasured?: true;
  parameters?: Parameter[];
  body?: SchemaName;
  success: {
    status: 200 | 201;
    /** In Markdown, to be read after the status and a comma. */
    description: string;
    headers?: Record<string, Header>;
    type: 'application/json' | 'text/plain';
    schema: SchemaObject;
    /** The operations that continue from here, as in OpenAPI. */
    links?: Record<string, { operationId: string; parameters: Record<string, string> }>;
  };
  /** In addition to commonErrors, which any request can get. */
  errors: ErrorCode[];
}

const databaseErrors: ErrorCode[] = ['connection_timeout', 'database_unavailable'];

const status = (name: string): SchemaObject => ({
  type: 'object',
  required: ['status'],
  properties: { status: { const: name } },
  additionalProperties: false,
});

export const operations: Operation[] = [
  {
    id: 'getFeed',
    method: 'get',
    path: '/feed',
    summary: 'The newest posts of all users',
    isMeasured: true,
    success: {
      status: 200,
      description: `the 20 newest posts of all users: \`[${fieldsOf('FeedPost')}]\``,
      type: 'application/json',
      schema: { type: 'array', maxItems: 20, items: reference('FeedPost') },
      links: { author: { operationId: 'listUserPosts', parameters: { id: '$response.body#/0/user_id' } } },
    },
    errors: databaseErrors,
  },
  {
    id: 'createPost',
    method: 'post',
    path: '/posts',
    summary: 'Create a post',
    isMeasured: true,
    body: 'NewPost',
    success: {
      status: 201,
      description: `the new row \`${fieldsOf('Post')}\`; \`Location\` is the page that begins with it`,
      headers: {
        Location: {
          description: 'the page that begins with the post',
          required: true,
          schema: { type: 'string', pattern: '^/users/[0-9]+/posts$' },
        },
      },
      type: 'application/json',
      schema: reference('Post'),
      links: { author: { operationId: 'listUserPosts', parameters: { id: '$response.body#/user_id' } } },
    },
    errors: [
      'invalid_json',
      'invalid_body',
      'invalid_user_id',
      'content_missing',
      'invalid_content',
      'content_empty',
      'content_too_long',
      'unknown_user',
      'body_too_large',
      'unsupported_media_type',
      ...databaseErrors,
    ],
  },
  {
    id: 'listUserPosts',
    method: 'get',
    path: '/users/{id}/posts',
    summary: "One user's posts",
    isMeasured: true,
    parameters: [
      { name: 'id', in: 'path', required: true, schema: userIdSchema },
      { name: 'limit', in: 'query', required: false, schema: limitSchema, description: 'posts on a page' },
      {
        name: 'before',
        in: 'query',
        required: false,
        schema: beforeSchema,
        description: 'the position where the page begins, from the `Link` header of the previous page',
      },
    ],
    success: {
      status: 200,
      description: `one user's posts, newest first. \`limit\` is 1 to ${largestLimit}. The next page is in \`Link: <...>; rel="next"\`; take \`before\` from there`,
      headers: {
        Link: {
          description: 'the next page; absent on the last one',
          required: false,
          schema: {
            type: 'string',
            pattern: '^</users/[0-9]+/posts\\?limit=[0-9]+&before=[A-Za-z0-9_-]+>; rel="next"$',
          },
        },
      },
      type: 'application/json',
      schema: { type: 'array', maxItems: largestLimit, items: reference('Post') },
    },
    // With an empty id, the path is an unknown route.
    errors: [
      'invalid_path',
      'invalid_user_id',
      'invalid_limit',
      'invalid_before',
      'unknown_user',
      'unknown_route',
      ...databaseErrors,
    ],
  },
  {
    id: 'getLiveness',
    method: 'get',
    path: '/livez',
    summary: 'Whether the process is running',
    success: {
      status: 200,
      description: 'while the process is running',
      type: 'application/json',
      schema: status('alive'),
    },
    errors: [],
  },
  {
    id: 'getReadiness',
    method: 'get',
    path: '/readyz',
    summary: 'Whether the API is ready for requests',
    success: {
      status: 200,
      description:
        'from the moment the database first answers until the API begins to shut down; otherwise 503, `not_ready`',
      type: 'application/json',
      schema: status('ready'),
    },
    errors: ['not_ready'],
  },
  {
    id: 'getMetrics',
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics',
    success: { status: 200, description: 'Prometheus metrics', type: 'text/plain', schema: { type: 'string' } },
    errors: [],
  },
  {
    id: 'getContract',
    method: 'get',
    path: '/openapi.json',
    summary: 'This contract',
    success: {
      status: 200,
      description: 'this contract, as OpenAPI 3.1',
      type: 'application/json',
      schema: { type: 'object', required: ['openapi', 'info', 'paths'] },
    },
    errors: [],
  },
];
