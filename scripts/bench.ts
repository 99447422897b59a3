import { buildForTest, runServer } from '../app/src/testing/run-server.ts';
import { migrate } from '../db-migrations/src/migrate.ts';
import { waitFor } from '../db-migrations/src/testing/wait-for.ts';
import { formatCount, formatMilliseconds } from './lib/format.ts';
import { formatTable } from './lib/table.ts';
import { chooseEngine } from './load/engines.ts';
import { readMetrics, type Sample, sumOf } from './measure/metrics.ts';
import { measureQueries } from './targets/local/measure.ts';
import { startTestServer } from './testing/test-server.ts';

const about = `What the API adds to a feed query in the indexed stage, on a server and an API of its own; the lab is left alone (half a minute).

per second       feeds answered; the first row asks PostgreSQL directly, as fast as ten connections get answers
inside the API   mean time from a request to its answer, as the API measures it
its query        mean time of the query within that; the rest is waiting for one of ten connections, JSON and HTTP
API / query      how many times longer the whole takes than its query
against no HTTP  feeds per second as a share of the first row's`;
if (process.argv.includes('--help')) {
  console.log(`${about}\n\nUsage: make bench`);
  process.exit(0);
}
console.log(`${about}\n`);

const durationSeconds = 10;
const never = new AbortController().signal;

/** The mean of a histogram between two scrapes, in milliseconds. */
function meanMs(before: Sample[], after: Sample[], histogram: string, labels: Record<string, string>): number {
  const grown = (part: string) =>
    sumOf(after, `${histogram}_${part}`, labels) - sumOf(before, `${histogram}_${part}`, labels);
  return (grown('sum') / grown('count')) * 1000;
}

const server = await startTestServer();
try {
  await migrate(server.ownerUrl, 2);
  const build = await buildForTest('fixed');
  const api = await runServer(build.folder, { DATABASE_URL: server.apiUrl });
  try {
    await waitFor(async () => (await fetch(`${api.url}/readyz`)).ok);
    const engine = await chooseEngine('auto');
    console.log('10 connections in Node.js, no HTTP ...');
    const { queriesPerSecond } = await measureQueries(server.apiUrl, never);
    const rows = [['10 connections, no HTTP', formatCount(queriesPerSecond), '', '', '', '1.00']];
    for (const users of [10, 100]) {
      console.log(`${users} users, ${durationSeconds} s ...`);
      const before = await readMetrics(api.url);
      const load = await engine.run(
        { url: api.url, users, durationSeconds, ratePerSecond: undefined },
        () => {},
        never,
      );
      const after = await readMetrics(api.url);
      const insideMs = meanMs(before, after, 'http_request_duration_seconds', { route: '/feed', status_code: '200' });
      const queryMs = meanMs(before, after, 'db_query_duration_seconds', { query: 'feed' });
      rows.push([
        `${users} users, by ${load.engine.name}`,
        formatCount(load.requestsPerSecond),
        formatMilliseconds(insideMs),
        formatMilliseconds(queryMs),
        (insideMs / queryMs).toFixed(2),
        (load.requestsPerSecond / queriesPerSecond).toFixed(2),
      ]);
    }
    const head = ['indexed stage', 'per second', 'inside the API', 'its query', 'API / query', 'against no HTTP'];
    console.log(formatTable(rows, { head, numbers: [1, 2, 3, 4, 5] }));
  } finally {
    api.child.kill('SIGTERM');
    await api.ended();
    build.remove();
  }
} finally {
  await server.stop();
}
