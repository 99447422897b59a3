import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type RunningServer, runProgram } from '../../app/run-server.ts';
import { LabError } from '../lib/lab-error.ts';
import { readMetrics, sumOf } from '../lib/metrics.ts';
import { waitUntil } from '../lib/timing.ts';
import type { ServerProgram } from './built-servers.ts';

const startTimeoutMs = 30_000;
/** A server counts a request when its response has been sent, which may be a little later. */
const countTimeoutMs = 5000;

const feedSchema = z
  .array(
    z.strictObject({
      id: z.number().int(),
      user_id: z.number().int(),
      content: z.string(),
      created_at: z.iso.datetime(),
      username: z.string(),
    }),
  )
  .length(20);
type Feed = z.infer<typeof feedSchema>;

const notComparable = (message: string) =>
  new LabError('not_comparable', message, 'Servers are compared only if they do the same work. Correct this one.');

interface DatabaseAccess {
  databaseUrl: string;
  signal: AbortSignal;
}

/** Runs a server, in production mode and with nothing else of this environment, during `use`. */
export async function withServer<Result>(
  { name, file, environment = {} }: ServerProgram,
  { databaseUrl, signal }: DatabaseAccess,
  use: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
  const server = await runProgram(file, { NODE_ENV: 'production', DATABASE_URL: databaseUrl, ...environment });
  try {
    const isReady = async () => (await fetch(`${server.url}/feed`)).ok;
    if (!(await waitUntil(isReady, { timeoutMs: startTimeoutMs, signal })))
      throw new LabError('crashed', `${name} did not serve the feed.`, `Its output:\n${server.output()}`);
    return await use(server);
  } finally {
    server.child.kill('SIGTERM');
    await server.ended();
  }
}

/** A program, and the process that runs it. */
export interface RunningProgram {
  program: ServerProgram;
  server: RunningServer;
}

/** Runs one process of each program during `use`. */
export async function withServers<Result>(
  programs: ServerProgram[],
  access: DatabaseAccess,
  use: (running: RunningProgram[]) => Promise<Result>,
): Promise<Result> {
  const [program, ...others] = programs;
  if (!program) return use([]);
  return withServer(program, access, (server) =>
    withServers(others, access, (running) => use([{ program, server }, ...running])),
  );
}

/**
 * Requests the feed once.
 * @throws {LabError} `not_comparable` unless it has 20 posts with the five fields of the contract
 */
async function readFeed({ name }: ServerProgram, { url }: RunningServer): Promise<Feed> {
  const response = await fetch(`${url}/feed`);
  const type = response.headers.get('content-type') ?? 'no content type';
  if (!response.ok || !type.startsWith('application/json'))
    throw notComparable(`${name} answered /feed with status ${response.status} and ${type}.`);
  const feed = feedSchema.safeParse(await response.json());
  if (feed.success) return feed.data;
  throw notComparable(`The feed of ${name} does not match the contract:\n${z.prettifyError(feed.error)}`);
}

/**
 * Starts one server after the other, and requests its feed, which it must count if it has a
 * counter.
 * @throws {LabError} `not_comparable` unless all serve the same feed
 */
export async function requireSameFeeds(programs: ServerProgram[], access: DatabaseAccess): Promise<void> {
  let first: Feed | undefined;
  for (const program of programs) {
    const feed = await withServer(program, access, (server) =>
      requireCounted(
        program,
        server,
        () => readFeed(program, server),
        () => 1,
      ),
    );
    first ??= feed;
    if (!isDeepStrictEqual(feed, first))
      throw notComparable(`The feed of ${program.name} differs from that of ${programs[0]?.name}.`);
  }
}

/**
 * Checks that the server's counter rises by the number of requests that `work` sends.
 * @throws {LabError} `not_comparable`
 */
export async function requireCounted<Result>(
  { name, counter }: ServerProgram,
  { url }: RunningServer,
  work: () => Promise<Result>,
  requestsOf: (result: Result) => number,
): Promise<Result> {
  if (!counter) return work();
  if (counter === 'none') {
    if ((await readMetrics(url)).length > 0) throw notComparable(`${name} has metrics; expected none.`);
    return work();
  }
  const read = async () => sumOf(await readMetrics(url), counter.name, counter.labels);
  const before = await read();
  const result = await work();
  const sent = requestsOf(result);
  let counted = 0;
  const isCounted = async () => {
    counted = (await read()) - before;
    return counted >= sent;
  };
  await waitUntil(isCounted, { timeoutMs: countTimeoutMs });
  if (counted !== sent) throw notComparable(`The metrics of ${name} counted ${counted} requests; expected ${sent}.`);
  return result;
}
