import type { RunningServer } from '../../../app/run-server.ts';
import { connect, withClient } from '../../../db-migrations/src/database-access.ts';
import { median } from '../../lib/numbers.ts';
import type { ExperimentContext } from '../experiment.ts';
import { superuserUrl } from '../experiment-server.ts';
import { runUsers } from '../measure-load.ts';
import { withSampler } from '../with-sampler.ts';
import { measureActivity } from './database-activity.ts';
import { restoreStart } from './prepare-option.ts';
import { probeStaleness } from './probe-staleness.ts';
import { withWriter } from './with-writer.ts';
import type { WriteForm } from './write-forms.ts';

/** Twice as many as the API's own pool: two more copies of it. */
export const writerConnections = 20;
/**
 * The readers' process starts later than the writer, which is stopped when the readers are done.
 */
const extraWriterSeconds = 3;

/** Rows that are written while the feed is read. */
export interface Writes {
  form: WriteForm;
  rowsPerSecond: number;
}

/** One measurement of one option. */
export interface WriteSlice {
  option: string;
  form: string;
  targetRowsPerSecond: number;
  round: number;
  /** Rows per second that were committed. */
  rowsPerSecond: number;
  rowsWritten: number;
  /** Of these, how many are in the table afterwards. */
  rowsFound: number;
  writeP50Ms: number;
  writeP99Ms: number;
  writeMaxMs: number;
  successRate: number;
  requestsPerSecond: number;
  feedP50Ms: number;
  feedP99Ms: number;
  /** Null if no feed was served to the probe. */
  stalenessP50Ms: number | null;
  stalenessMaxMs: number | null;
  probes: number;
  walBytesPerRow: number;
  buffersDirtiedPerRow: number;
  buffersWritten: number;
  checkpoints: number;
  autovacuums: number;
}

async function countRowsAfter(url: string, id: number): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::integer FROM posts WHERE id > $1', [id]);
    return rows[0]?.count ?? 0;
  });
}

/** Puts back what earlier measurements have written, then writes posts beside 100 feed readers. */
export async function measureWrites(
  context: ExperimentContext,
  api: RunningServer,
  { form, rowsPerSecond }: Writes,
  { option, round, posts, seconds }: { option: string; round: number; posts: number; seconds: number },
): Promise<WriteSlice> {
  const { server, report, signal } = context;
  const title = `Round ${round}, ${option}, ${rowsPerSecond.toLocaleString('en-US')} rows/s, ${form.title}`;
  await report.step(`${title}: vacuum, checkpoint`, () => restoreStart(context, posts, form.commitDelayUs));
  const plan = {
    url: server.apiUrl,
    rowsPerSecond,
    rowsPerTransaction: form.rowsPerTransaction,
    connections: writerConnections,
    seconds: seconds + extraWriterSeconds,
  };
  const superuser = await connect(superuserUrl(context));
  const probe = await connect(server.apiUrl);
  try {
    const [activity, [staleness, [writer, { load }]]] = await measureActivity(superuser, () =>
      withSampler(
        (over) => probeStaleness(api, probe, over),
        () => withWriter(plan, () => runUsers(context, api, { title, durationSeconds: seconds })),
      ),
    );
    signal.throwIfAborted();
    const { rowsWritten, latencyMs } = writer;
    return {
      ...{ option, form: form.title, targetRowsPerSecond: rowsPerSecond, round },
      ...{
        rowsPerSecond: rowsWritten / writer.seconds,
        rowsWritten,
        rowsFound: await countRowsAfter(server.apiUrl, posts),
      },
      ...{ writeP50Ms: latencyMs.p50, writeP99Ms: latencyMs.p99, writeMaxMs: latencyMs.max },
      ...{ successRate: load.successRate, requestsPerSecond: load.requestsPerSecond },
      ...{ feedP50Ms: load.latencyMs.p50, feedP99Ms: load.latencyMs.p99 },
      stalenessP50Ms: staleness.length > 0 ? median(staleness) : null,
      stalenessMaxMs: staleness.length > 0 ? Math.max(...staleness) : null,
      probes: staleness.length,
      walBytesPerRow: activity.walBytes / rowsWritten,
      buffersDirtiedPerRow: activity.buffersDirtied / rowsWritten,
      ...{
        buffersWritten: activity.buffersWritten,
        checkpoints: activity.checkpoints,
        autovacuums: activity.autovacuums,
      },
    };
  } finally {
    await probe.end();
    await superuser.end();
  }
}
