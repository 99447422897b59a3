import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { useTestApi } from '../testing/use-test-api.ts';
import { openApiDocument, openApiText } from './openapi.ts';

const context = useTestApi();

test('docs/openapi.json is what the API serves (`make docs` writes it)', async () => {
  const response = await fetch(`${context.api.url}/openapi.json`);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(await response.text(), openApiText);
  const file = readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');
  // A comparison of the texts would print both.
  assert.deepEqual(JSON.parse(file), openApiDocument);
  assert.ok(file === openApiText);
});

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(openApiText));
  assert.ok(valid, JSON.stringify(errors, undefined, 2));
});

test('each path supports the documented methods and no others', async () => {
  for (const [path, item] of Object.entries(openApiDocument.paths)) {
    const url = context.api.url + path.replace('{id}', '1');
    const documented = Object.keys(item).map((method) => method.toUpperCase());
    const options = await fetch(url, { method: 'OPTIONS' });
    assert.deepEqual(options.headers.get('allow')?.split(', ').sort(), documented.sort(), path);
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
      assert.equal((await fetch(url, { method })).status === 405, !documented.includes(method), `${method} ${path}`);
  }
});

test('/openapi.json is not counted in the metrics', async () => {
  await fetch(`${context.api.url}/openapi.json`);
  const page = await context.api.metrics.registry.metrics();
  assert.doesNotMatch(page, /openapi/);
});
