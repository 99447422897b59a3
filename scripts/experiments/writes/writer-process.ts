import { connect } from '../../../db-migrations/src/database-access.ts';
import { Tally } from '../../load/tally.ts';
import { newPost } from './new-post.ts';
import { runOpenLoop } from './open-loop.ts';
import type { WriterMessage, WriterOrder, WriterPlan } from './writer-messages.ts';

// Runs in a separate process, so that it does not delay the readers' load generator, nor they it:
// with-writer.ts starts it, sends it the plan, and ends it.

const send = (message: WriterMessage) => process.send?.(message);

/** created_at is the default, the time of the transaction, as for posts of the API. */
function insertStatement(rows: number): string {
  const values = Array.from({ length: rows }, (_, row) => `($${2 * row + 1}, $${2 * row + 2})`);
  return `INSERT INTO posts (user_id, content) VALUES ${values.join(', ')}`;
}

async function runWriter({ url, rowsPerSecond, rowsPerTransaction, connections, seconds }: WriterPlan): Promise<void> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connect(url)));
  const text = insertStatement(rowsPerTransaction);
  const stop = new AbortController();
  const latencies = new Tally();
  let written = 0;
  const values = () =>
    Array.from({ length: rowsPerTransaction }, () => {
      written += 1;
      return newPost(written);
    }).flat();
  const started = new Promise<void>((resolve) => {
    process.on('message', (order: WriterOrder) => (order === 'start' ? resolve() : stop.abort()));
  });
  send({ ready: true });
  await started;
  const {
    due,
    done,
    seconds: took,
  } = await runOpenLoop(
    { perSecond: rowsPerSecond / rowsPerTransaction, workers: connections, seconds, stop: stop.signal },
    (worker) => Promise.resolve(clients[worker]?.query({ name: 'write', text, values: values() })),
    (milliseconds) => latencies.add(milliseconds, undefined),
  );
  await Promise.all(clients.map((client) => client.end()));
  send({
    report: {
      seconds: took,
      rowsDue: due * rowsPerTransaction,
      rowsWritten: done * rowsPerTransaction,
      latencyMs: { p50: latencies.quantileMs(0.5), p99: latencies.quantileMs(0.99), max: latencies.maxMs },
    },
  });
  process.disconnect();
}

// Ctrl-C in a terminal reaches every process of the experiment, which ends this one itself.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
process.once('message', (plan: WriterPlan) => void runWriter(plan));
