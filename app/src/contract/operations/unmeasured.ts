import type { SchemaObject } from 'ajv/dist/2020.js';
import type { Operation } from '../operation.ts';

const status = (name: string): SchemaObject => ({
  type: 'object',
  required: ['status'],
  properties: { status: { const: name } },
  additionalProperties: false,
});

export const getLiveness: Operation = {
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
};

export const getReadiness: Operation = {
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
};

export const getMetrics: Operation = {
  id: 'getMetrics',
  method: 'get',
  path: '/metrics',
  summary: 'Prometheus metrics',
  success: { status: 200, description: 'Prometheus metrics', type: 'text/plain', schema: { type: 'string' } },
  errors: [],
};

export const getContract: Operation = {
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
};
