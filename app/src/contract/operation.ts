import type { SchemaObject } from 'ajv/dist/2020.js';
import type { ErrorCode } from '../errors.ts';
import type { SchemaName } from './schemas.ts';

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
