import { databaseErrors } from '../error-responses.ts';
import type { Operation } from '../operation.ts';
import { fieldsOf, reference } from '../schemas.ts';

export const getFeed: Operation = {
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
};
