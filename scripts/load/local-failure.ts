import { LabError } from '../lib/lab-error.ts';

/** What the machine that sends the requests has run out of, by errno (errno(3), connect(2)). */
const exhausted: Record<string, string> = {
  EMFILE: 'the process may have no more open files (ulimit -n)',
  ENFILE: 'the machine may have no more open files',
  EADDRNOTAVAIL: 'the machine has no local ports left',
  ENOBUFS: 'the machine has no memory left for connections',
  ENOMEM: 'the machine has no memory left',
};

/** Failures that lie with the API, and count as results. */
const remoteCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Whether this machine could not open a connection, whatever the API does. */
export function isExhausted({ code = '' }: NodeJS.ErrnoException): boolean {
  return code in exhausted;
}

/**
 * A failure to connect for which the API is not the reason, as an error that ends the test;
 * undefined if it is. autocannon connects again at once, in the same turn of the event loop: it
 * would hear neither timers nor signals from then on, and fill the memory.
 */
export function asLocalFailure({ code = '', message }: NodeJS.ErrnoException): LabError | undefined {
  if (remoteCodes.has(code)) return undefined;
  return new LabError(
    'load_failed',
    `This machine cannot open the connections of the load: ${exhausted[code] ?? message}${code && ` (${code})`}.`,
    'Raise that limit. A load test also accepts fewer users (USERS=).',
  );
}
