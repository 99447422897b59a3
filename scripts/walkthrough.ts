import { parseArgs } from 'node:util';
import { formatSeconds } from './lib/format.ts';
import { LabError } from './lib/lab-error.ts';
import { readSettings } from './lib/settings.ts';
import { asLabError } from './lib/system-errors.ts';
import { clusterOf } from './targets/kind/cluster.ts';
import { recordWalk } from './walkthrough/record.ts';
import { goThrough } from './walkthrough/walk.ts';
import { prepareWalk } from './walkthrough/whole-walk.ts';

const help = `make walkthrough [TARGET=local|kind] [ARGS=--record]

Does what the pages of docs/scenario-1 say, command by command, in a copy of this checkout, and compares what is printed with
what they show. In the end nothing of it is left.

  --record   keeps what was printed, and the results, in docs/runs/TARGET: make docs puts them into the pages
  DURATION=  shortens the load tests, where only the text is tested`;

/** @throws {LabError} `usage` */
function parseWords(words: string[]): { help: boolean; record: boolean } {
  try {
    const { values } = parseArgs({ args: words, options: { help: { type: 'boolean' }, record: { type: 'boolean' } } });
    return { help: values.help ?? false, record: values.record ?? false };
  } catch (error) {
    throw new LabError('usage', (error as Error).message, 'See: make walkthrough ARGS=--help', { cause: error });
  }
}

async function main(words: string[]): Promise<void> {
  const wanted = parseWords(words);
  if (wanted.help) return console.log(help);
  const settings = readSettings(process.env, 'local');
  if (settings.target === 'kind' && (await clusterOf(settings).exists()))
    throw new LabError('busy', 'There is a cluster already; the walk makes one.', 'make cluster-down');
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
  const startedAt = new Date();
  const walk = await prepareWalk(settings.target);
  try {
    const write = (text: string) => process.stdout.write(text);
    const done = await goThrough({ ...walk, signal: interrupted.signal, write });
    const pages = new Set(done.map(({ block }) => block.page)).size;
    console.log(`${done.length} blocks of ${pages} pages passed in ${formatSeconds(Date.now() - startedAt.getTime())}`);
    if (wanted.record) console.log(`Kept in ${recordWalk(settings.target, startedAt, done, walk.resultsFolder)}`);
  } finally {
    await walk.end();
  }
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  const error = asLabError(thrown);
  process.exitCode = 1;
  if ((thrown as Error).name === 'AbortError') console.error('\nStopped.');
  else if (error) console.error(`\n${error.message}\n${error.whatToDo} (${error.code})`);
  else console.error(thrown);
}
