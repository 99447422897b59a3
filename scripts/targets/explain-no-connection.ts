import { LabError } from '../lib/lab-error.ts';
import { type Sample, sumOf } from '../lib/metrics.ts';
import { makeCommand } from '../lib/report.ts';

/** SQLSTATE too_many_connections: none is left for roles that are not superusers. */
const tooManyConnections = '53300';

/**
 * Resolves like `work`, which connects to the database. `metrics` reads the API's metrics, which
 * tell how many connections it holds.
 * @throws {LabError} `no_connection_left` instead of PostgreSQL's error
 */
export async function explainNoConnection<Result>(
  work: Promise<Result>,
  { name, metrics }: { name: string; metrics(): Promise<Sample[]> },
): Promise<Result> {
  return work.catch(async (error) => {
    if ((error as { code?: string }).code !== tooManyConnections) throw error;
    throw new LabError(
      'no_connection_left',
      `PostgreSQL has no connection left for this verb. ${await metrics().then(describeHolder, () => unknownHolder)}`,
      `Run the verb again in a moment: many clients close idle connections (node-postgres: after 10 s). If that does not help, \`${makeCommand('down', name)}\` and \`${makeCommand('up', name)}\` close all of them. An API that opens fewer leaves some for others.`,
      { cause: error },
    );
  });
}

const unknownHolder = 'It is not known how many the API holds: its metrics cannot be read.';

function describeHolder(samples: Sample[]): string {
  const count = (state: string) => sumOf(samples, 'db_client_connection_count', { state });
  const [used, idle] = [count('used'), count('idle')];
  return `By its own metrics, the API holds ${used + idle} of them, ${used} in use and ${idle} idle.`;
}
