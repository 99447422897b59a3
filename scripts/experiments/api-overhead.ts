import { migrate } from '../../db-migrations/src/migrate.ts';
import { readMetrics } from '../lib/metrics.ts';
import { chooseEngine } from '../load/engines.ts';
import { measureQueries } from '../targets/local/measure-costs.ts';
import { fixedVariant } from './api-code.ts';
import { type Experiment, type ExperimentRow, scaledSeconds } from './experiment.ts';
import { withApis } from './experiment-api.ts';
import { meanMs } from './measure-load.ts';

export const apiOverhead: Experiment = {
  name: 'api-overhead',
  question: 'What do HTTP and the API add to a feed query in the indexed stage?',
  method: `10 connections query PostgreSQL directly, as fast as it answers; then users request the feed from the API, with k6 where it is installed.

perSecond        feeds returned
insideApiMs      mean time from a request to its response, as the API measures it
queryMs          mean time of the query within that; the rest is waiting for one of ten connections, JSON and HTTP
apiToQuery       insideApiMs / queryMs
shareOfNoHttp    feeds per second as a share of the first row's`,
  takes: 'half a minute',

  async run(context) {
    const { server, report, signal } = context;
    await migrate(server.ownerUrl, 2, { signal });
    return withApis(context, { fixed: fixedVariant }, (withApi) =>
      withApi('fixed', async (api) => {
        const engine = await chooseEngine('auto');
        const { queriesPerSecond } = await report.step('10 connections in Node.js, no HTTP', () =>
          measureQueries(server.apiUrl, signal),
        );
        const rows: ExperimentRow[] = [
          { asks: '10 connections, no HTTP', perSecond: Math.round(queriesPerSecond), shareOfNoHttp: 1 },
        ];
        for (const users of [10, 100]) {
          const durationSeconds = scaledSeconds(context, 10);
          const plan = { url: api.url, users, durationSeconds, ratePerSecond: undefined };
          const before = await readMetrics(api.url);
          const load = await report.step(`${users} users, ${durationSeconds} s`, () =>
            engine.run(plan, () => {}, signal),
          );
          const after = await readMetrics(api.url);
          const answered = { route: '/feed', status_code: '200' };
          const insideApiMs = meanMs(before, after, 'http_request_duration_seconds', answered);
          const queryMs = meanMs(before, after, 'db_client_operation_duration_seconds', { operation: 'feed' });
          rows.push({
            asks: `${users} users, by ${load.engine.name}`,
            perSecond: Math.round(load.requestsPerSecond),
            insideApiMs,
            queryMs,
            apiToQuery: insideApiMs / queryMs,
            shareOfNoHttp: load.requestsPerSecond / queriesPerSecond,
          });
        }
        return { rows };
      }),
    );
  },
};
