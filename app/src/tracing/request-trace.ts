import type { Request } from 'express';

/** Something that a request waited for. Times by performance.now(). */
export interface TracedStep {
  startedAtMs: number;
  endedAtMs: number;
  /** Why it failed; undefined if it did not. */
  error?: unknown;
}

/** What is recorded about one request, as spans. Only exists if traces are sent somewhere. */
export interface RequestTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The code of the error that the request is answered with. */
  errorCode?: string;
  /** Adds the wait for a connection, and in it the opening of one, if there was one. */
  addWait(wait: TracedStep, connect?: TracedStep): void;
  addQuery(query: TracedStep, statement: { name: string; text: string }): void;
  /** Ends the request; `status` is undefined if its client disconnected before the response. */
  end(outcome: { route: string | undefined; status: number | undefined }): void;
}

/** Begins the trace of a request, or continues that of its client. */
export type StartTrace = (request: Request, startedAtMs: number) => RequestTrace;

export interface Tracing {
  startTrace: StartTrace;
  /** Sends what has not been sent, and gives up after `limitMs`. Never rejects. */
  close(limitMs: number): Promise<void>;
}
