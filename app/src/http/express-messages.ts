import { IncomingMessage, type ServerOptions, ServerResponse } from 'node:http';
import express, { type Express } from 'express';

function copyProperties(to: object, ...from: object[]): void {
  for (const properties of from) Object.defineProperties(to, Object.getOwnPropertyDescriptors(properties));
}

/**
 * Classes for Node.js's server whose requests and responses have Express's methods from the start.
 * Otherwise, Express replaces the prototypes of both in each request, which slows down all later
 * uses of them and keeps them in memory longer: a quarter of the CPU time of a feed. To set the
 * prototype that an object already has costs nothing, so they get the application's own here.
 */
export function expressMessages(app: Express): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<Request extends IncomingMessage> extends ServerResponse<Request> {}
  copyProperties(ExpressRequest.prototype, express.request, app.request);
  copyProperties(ExpressResponse.prototype, express.response, app.response);
  Object.assign(app, { request: ExpressRequest.prototype, response: ExpressResponse.prototype });
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
}
