import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { errors } from '../errors.ts';
import { useTestApi } from '../testing/use-test-api.ts';
import { commonErrors, type OpenApiResponse, type Reference } from './error-responses.ts';
import { openApiDocument } from './openapi.ts';
import { operations } from './operations.ts';

const context = useTestApi();

interface Row {
  request: string;
  with?: string;
  json?: unknown;
  text?: string;
  type?: string;
}

const rows: Row[] = JSON.parse(
  readFileSync(new URL('../../../charts/feed-lab/files/contract.json', import.meta.url), 'utf8'),
);
const posted: Row = { request: 'POST /posts', json: { user_id: 1, content: 'hello' } };

const isTime = (text: string) => new Date(text).toJSON() === text;
const ajv = new Ajv2020({
  strict: false,
  formats: { 'date-time': isTime, 'page-cursor': true, 'well-formed-unicode': true },
});
ajv.addSchema(openApiDocument, 'contract');

/** As a part of a JSON pointer. */
const escaped = (name: string | number) => String(name).replaceAll('~', '~0').replaceAll('/', '~1');

function assertMatches(value: unknown, pointer: (string | number)[], what: string): void {
  const complies = ajv.getSchema(`contract#/${pointer.map(escaped).join('/')}`);
  assert.ok(complies, `${what}: there is no schema at ${pointer.join(' ')}`);
  assert.ok(complies(value), `${what}: ${ajv.errorsText(complies.errors)}`);
}

/** The documented response for a status, and where it stands. */
function responseAt(path: string, method: string, status: number) {
  const item: Record<string, { responses: Record<string, OpenApiResponse | Reference> }> =
    openApiDocument.paths[path] ?? {};
  const found = item[method]?.responses[status];
  assert.ok(found, `${method} ${path} has no ${status}`);
  if (!('$ref' in found)) return { response: found, pointer: ['paths', path, method, 'responses', status] };
  const name = found.$ref.split('/').at(-1) ?? '';
  const response = openApiDocument.components.responses[name];
  assert.ok(response, found.$ref);
  return { response, pointer: ['components', 'responses', name] };
}

const pathOf = (url: string) => (url.split('?')[0] ?? '').replace(/^\/users\/[^/]+\/posts$/, '/users/{id}/posts');

/** All others are unknown routes. */
const documentedRows = [...rows, posted].filter(
  ({ request }) => pathOf(request.split(' ')[1] ?? '') in openApiDocument.paths,
);

for (const { request, with: what, json, text, type = 'application/json' } of documentedRows)
  test(`${request}${what ? ` with ${what}` : ''} gets a response as documented`, async () => {
    const [method = '', url = ''] = request.split(' ');
    const path = pathOf(url);
    const body = json === undefined ? text : JSON.stringify(json);
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': type };
    const answer = await fetch(context.api.url + url, { method, headers, ...(body !== undefined && { body }) });
    // The 405 for a method that the path does not support is documented at each of its operations.
    const name = method.toLowerCase() in (openApiDocument.paths[path] ?? {}) ? method.toLowerCase() : 'options';
    const { response, pointer } = responseAt(path, name, answer.status);
    for (const [header, { required, schema }] of Object.entries(response.headers ?? {})) {
      const value = answer.headers.get(header);
      if (value === null) assert.ok(!required, `${header} is missing`);
      else
        assertMatches(
          schema.type === 'integer' ? Number(value) : value,
          [...pointer, 'headers', header, 'schema'],
          header,
        );
    }
    assert.ok(!answer.headers.has('server-timing') || response.headers?.['Server-Timing'], 'Server-Timing');
    if (method === 'HEAD' || !response.content) return;
    const [media = ''] = (answer.headers.get('content-type') ?? '').split(';');
    const content = await answer.text();
    assertMatches(
      media === 'application/json' ? JSON.parse(content) : content,
      [...pointer, 'content', media, 'schema'],
      'the body',
    );
  });

test('every error code is documented for some request', () => {
  const documented = new Set([...commonErrors, ...operations.flatMap((operation) => operation.errors)]);
  assert.deepEqual([...documented].sort(), Object.keys(errors).sort());
});

test('the links lead to operations that exist', () => {
  const ids = new Set(operations.map(({ id }) => id));
  for (const { success } of operations)
    for (const { operationId } of Object.values(success.links ?? {})) assert.ok(ids.has(operationId), operationId);
});
