import { LabError } from '../lib/lab-error.ts';

/** What the machine that sends the requests has run out of, by errno (errno(3), connect(2)). */
const exhausted: Record<string, string> = {
  EMFILE: 'the process has reached its limit on file descriptors (ulimit -n)',
  ENFILE: 'the machine has reached its limit on open files',
  EADDRNOTAVAIL: 'the machine has no local ports left',
  ENOBUFS: 'the machine has no memory left for connections',
  ENOMEM: 'the machine has no memory left',
};

/** Failures that the API may have caused, and that count as results. */
const remoteCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Whether this machine could not open a connection, whatever the API does. */
export function isExhausted({ code = '' }: NodeJS.ErrnoException): boolean {
  return code in exhausted;
}

/**
 * Turns a failure to connect that the API did not cause into an error that ends the test; undefined
 * for others. autocannon reconnects at once, in the same turn of the event loop: from then on,
 * neither timers nor signal handlers would run, and it would fill the memory.
 */
export function asLocalFailure({ code = '', message }: NodeJS.ErrnoException): LabError | undefined {
  if (remoteCodes.has(code)) return undefined;
  return new LabError(
    'load_failed',
    `This machine cannot open enough connections: ${exhausted[code] ?? message}${code && ` (${code})`}.`,
    'Raise that limit; a load test can also run with fewer users (USERS=).',
  );
}
