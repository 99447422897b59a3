import { databaseErrors } from '../error-responses.ts';
import type { Operation } from '../operation.ts';
import { fieldsOf, reference } from '../schemas.ts';

export const createPost: Operation = {
  id: 'createPost',
  method: 'post',
  path: '/posts',
  summary: 'Create a post',
  isMeasured: true,
  body: 'NewPost',
  success: {
    status: 201,
    description: `the new row \`${fieldsOf('Post')}\`; \`Location\` is the page of the author's posts that begins with it`,
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
};
