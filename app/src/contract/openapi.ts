import { allowHeader, commonErrors, errorResponses, sharedResponses, timingHeader } from './error-responses.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { reference, schemas } from './schemas.ts';

const description = `A feed of short posts. Paths are exact, and a query string is ignored where none is documented. Any other path is answered with 404, \`unknown_route\`. Error codes are stable; messages are for people and may change.`;

/** The path parameters as plain strings: OPTIONS does not validate them. */
const unchecked = ({ parameters = [] }: Operation) =>
  parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ schema: _, ...rest }) => ({ ...rest, schema: { type: 'string' } }));

/** `operation` and its errors, as OpenAPI has them. */
function operationObject({ id, summary, parameters, body, success, errors, isMeasured }: Operation) {
  const { status, description, type, schema, links } = success;
  const headers = { ...success.headers, ...(isMeasured && { 'Server-Timing': timingHeader }) };
  return {
    operationId: id,
    summary,
    ...(parameters && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: reference(body) } } } }),
    responses: {
      [status]: { description, headers, content: { [type]: { schema } }, ...(links && { links }) },
      ...errorResponses([...errors, ...commonErrors]),
    },
  };
}

/** OpenAPI takes for granted that no response to HEAD has a body. */
function headObject(operation: Operation) {
  const { operationId: _, summary, ...rest } = operationObject(operation);
  return { summary: `${summary}: only the headers`, ...rest };
}

function optionsObject(operation: Operation) {
  const parameters = unchecked(operation);
  const headers = { Allow: allowHeader, ...(operation.isMeasured && { 'Server-Timing': timingHeader }) };
  return {
    summary: 'The methods that the path supports',
    ...(parameters.length > 0 && { parameters }),
    responses: {
      204: { description: 'the methods are in `Allow`', headers },
      ...errorResponses([...operation.errors.filter((code) => code === 'invalid_path'), ...commonErrors]),
    },
  };
}

const pathItem = (operation: Operation) => ({
  [operation.method]: operationObject(operation),
  ...(operation.method === 'get' && { head: headObject(operation) }),
  options: optionsObject(operation),
});

/** The contract as OpenAPI 3.1. */
export const openApiDocument = {
  openapi: '3.1.0',
  // The version is that of the contract. Releases of the API have versions of their own.
  info: { title: 'The feed API', version: '1.0.0', description, license: { name: 'MIT', identifier: 'MIT' } },
  servers: [{ url: '/' }],
  security: [],
  paths: Object.fromEntries(operations.map((operation) => [operation.path, pathItem(operation)])),
  components: { schemas, responses: sharedResponses },
};

/** The text of `/openapi.json` and of docs/openapi.json. */
export const openApiText = `${JSON.stringify(openApiDocument, null, 2)}\n`;
