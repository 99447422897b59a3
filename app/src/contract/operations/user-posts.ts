import { databaseErrors } from '../error-responses.ts';
import type { Operation } from '../operation.ts';
import { beforeSchema, largestLimit, limitSchema } from '../page-parameters.ts';
import { reference } from '../schemas.ts';
import { userIdSchema } from '../user-id.ts';

export const listUserPosts: Operation = {
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
};
