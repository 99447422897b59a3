import type { SchemaObject } from 'ajv/dist/2020.js';
import { type ErrorCode, errors } from '../errors.ts';
import type { Header, Operation } from './operation.ts';
import { reference } from './schemas.ts';

/** A Response Object of OpenAPI. */
export interface OpenApiResponse {
  description: string;
  headers?: Record<string, Header>;
  content?: Record<string, { schema: SchemaObject }>;
  links?: Operation['success']['links'];
}

export interface Reference {
  $ref: string;
}

/** Any request can get these, whatever its path and method. */
export const commonErrors: ErrorCode[] = [
  'malformed_request',
  'method_not_allowed',
  'request_timeout',
  'expectation_failed',
  'misdirected_request',
  'headers_too_large',
  'internal_error',
  'unsupported_transfer_encoding',
];

/** Any request that needs the database can get these. */
export const databaseErrors: ErrorCode[] = ['connection_timeout', 'database_unavailable'];

export const allowHeader: Header = {
  description: 'the methods that the path supports',
  required: true,
  schema: { type: 'string' },
};

/** Of the routes that are counted in the metrics. */
export const timingHeader: Header = {
  description:
    'where the time of the request went, in ms: the wait for a connection (`pool`), opening one (`connect`), the query (`db`), and the total (`total`)',
  required: false,
  schema: { type: 'string' },
};

/** By status. */
const headers: Record<number, Record<string, Header>> = {
  405: { Allow: allowHeader },
  503: {
    'Retry-After': {
      description: 'seconds to wait before the next attempt',
      required: true,
      schema: { type: 'integer', minimum: 1 },
    },
  },
};

function describe(codes: ErrorCode[]): string {
  const sentences = codes.map((code) => `\`${code}\`: ${errors[code].when}`);
  return sentences.length === 1 ? sentences.join() : sentences.map((sentence) => `- ${sentence}`).join('\n');
}

function errorResponse(status: number, codes: ErrorCode[]): OpenApiResponse {
  const onlyThese = { properties: { error: { properties: { code: { enum: codes } } } } };
  return {
    description: describe(codes),
    headers: { ...headers[status], 'Server-Timing': timingHeader },
    content: { 'application/json': { schema: { allOf: [reference('Error'), onlyThese] } } },
  };
}

const statusesOf = (codes: ErrorCode[]) => [...new Set(codes.map((code) => errors[code].status))];

/** Responses with one code, by that code: the `components` that errorResponses() refers to. */
export const sharedResponses = Object.fromEntries(
  commonErrors.map((code) => [code, errorResponse(errors[code].status, [code])]),
);

/** The OpenAPI responses for errors, by status. */
export function errorResponses(codes: ErrorCode[]): Record<string, OpenApiResponse | Reference> {
  return Object.fromEntries(
    statusesOf(codes).map((status) => {
      const those = codes.filter((code) => errors[code].status === status);
      const name = those.join();
      return [
        status,
        name in sharedResponses ? { $ref: `#/components/responses/${name}` } : errorResponse(status, those),
      ];
    }),
  );
}
