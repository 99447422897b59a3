import { newPostSchema } from '../../../app/src/contract/new-post.ts';
import type { Operation } from '../../../app/src/contract/operation.ts';
import { operations } from '../../../app/src/contract/operations.ts';
import { errors } from '../../../app/src/errors.ts';
import { markdownTable } from '../markdown-table.ts';

/** `{ "user_id": 1, "content": "hello" }` */
const exampleBody = `{ ${Object.entries(newPostSchema.properties)
  .map(([name, { examples }]) => `"${name}": ${JSON.stringify(examples[0])}`)
  .join(', ')} }`;

/** `GET /users/:id/posts?limit=20&before=...` */
function requestOf({ method, path, parameters = [], body }: Operation): string {
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => `${name}=${schema.default ?? '...'}`);
  const template = path.replace(/\{(\w+)\}/g, ':$1');
  const request = `\`${[`${method.toUpperCase()} ${template}`, ...(query.length > 0 ? [query.join('&')] : [])].join('?')}\``;
  return body ? `${request} with \`${exampleBody}\`` : request;
}

/** The tables of docs/api.md, from the code of the API. */
export const contractFigures: Record<string, () => string> = {
  'contract.requests': () =>
    markdownTable(
      ['request', 'response'],
      operations.map((operation) => [
        requestOf(operation),
        `${operation.success.status}, ${operation.success.description}`,
      ]),
    ),
  'contract.errors': () =>
    markdownTable(
      ['status', 'code', 'when'],
      Object.entries(errors).map(([code, { status, when }]) => [String(status), `\`${code}\``, when]),
    ),
};
