import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import type { Request } from 'express';
import pg from 'pg';
import { ApiError, reasonOf } from '../errors.ts';

/** A host and an optional port, as in a Host header; IPv6 addresses in brackets. */
const hostAndPort = /^\[?([^\]]*?)\]?(?::(\d+))?$/;

function serverAttributes(host: string): Attributes {
  const [, address, port] = hostAndPort.exec(host) ?? [];
  return { ...(address && { 'server.address': address }), ...(port && { 'server.port': Number(port) }) };
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span */
export function requestAttributes(request: Request, method: string): Attributes {
  const { url, path, headers, httpVersion, socket } = request;
  const queryAt = url.indexOf('?');
  return {
    'http.request.method': method,
    ...(method !== request.method && { 'http.request.method_original': request.method }),
    'url.scheme': 'http',
    'url.path': path,
    ...(queryAt >= 0 && { 'url.query': url.slice(queryAt + 1) }),
    ...serverAttributes(headers.host ?? ''),
    'network.protocol.version': httpVersion,
    ...(socket.remoteAddress && { 'client.address': socket.remoteAddress }),
    ...(headers['user-agent'] && { 'user_agent.original': headers['user-agent'] }),
  };
}

/** https://opentelemetry.io/docs/specs/semconv/database/postgresql/ */
export function databaseAttributes(databaseUrl: string): Attributes {
  const { host, pathname } = new URL(databaseUrl);
  return {
    'db.system.name': 'postgresql',
    'db.namespace': decodeURIComponent(pathname.slice(1)),
    ...serverAttributes(host),
  };
}

/** A SQLSTATE, Node.js's code, or the API's own, which stands for failures that have neither. */
function errorType(error: Error): string {
  const cause = error instanceof ApiError ? error.cause : undefined;
  const codes = [cause, error].map((each) => (each as { code?: unknown } | undefined)?.code);
  return codes.find((code) => typeof code === 'string') ?? error.name;
}

/** Marks a span as failed: `error` is what was thrown, or the code of an error. */
export function failSpan(span: Span, error: unknown): void {
  if (!(error instanceof Error)) {
    span.setAttribute('error.type', String(error)).setStatus({ code: SpanStatusCode.ERROR });
    return;
  }
  span.setAttribute('error.type', errorType(error));
  const source = error instanceof ApiError ? error.cause : error;
  if (source instanceof pg.DatabaseError && source.code) span.setAttribute('db.response.status_code', source.code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: reasonOf(error) });
}
