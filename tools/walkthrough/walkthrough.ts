import { parseArgs } from 'node:util';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { asLabError } from '../../scripts/lib/system-errors.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import { clusterOf } from '../../scripts/targets/kind/open-cluster.ts';
import { recordWalk } from './record.ts';
import { runWalk } from './walk.ts';
import { prepareWalk } from './whole-walk.ts';

const help = `make walkthrough [TARGET=local|kind] [ARGS=--record]

Does what the pages of docs/scenario-1 say, command by command, in a copy of this checkout, and compares what is printed with
what they show. In the end nothing of it is left.

  --record   keeps what was printed, and the results, in docs/runs/TARGET: make docs puts them into the pages
  DURATION=  shortens the load tests, where only the text is tested; what is recorded takes no such variable`;

/** @throws {LabError} `usage` */
function parseWords(words: string[]): { help: boolean; record: boolean } {
  try {
    const { values } = parseArgs({ args: words, options: { help: { type: 'boolean' }, record: { type: 'boolean' } } });
    return { help: values.help ?? false, record: values.record ?? false };
  } catch (error) {
    throw new LabError('usage', (error as Error).message, 'See: make walkthrough ARGS=--help', { cause: error });
  }
}

/** One Ctrl-C can come twice: from the terminal, and from npm, which passes it on. */
const sameSignalMs = 1000;

/** The first signal stops the walk, and then its lab; another one ends at once, and says where that lab may still run. */
function listenForStop(whereToStop: () => string | undefined): AbortSignal {
  const interrupted = new AbortController();
  let firstAt: number | undefined;
  const end = () => {
    firstAt ??= Date.now();
    interrupted.abort();
    if (Date.now() - firstAt < sameSignalMs) return;
    const where = whereToStop();
    if (where) console.error(`\nEnded at once. What may still run stops with: ${where}`);
    process.exit(1);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
  return interrupted.signal;
}

async function main(words: string[]): Promise<void> {
  const { help: askedForHelp, record } = parseWords(words);
  if (askedForHelp) return console.log(help);
  const settings = readSettings(process.env, 'local');
  const { target } = settings;
  if (target === 'kind' && (await clusterOf(settings).exists()))
    throw new LabError('busy', 'There is a cluster already; the walk makes one.', 'make cluster-down');
  let folder: string | undefined;
  const signal = listenForStop(() => folder && `cd ${folder} && make down TARGET=${target}`);
  const startedAt = new Date();
  const walk = await prepareWalk(target, { recorded: record });
  folder = walk.folder;
  try {
    const done = await runWalk({ ...walk, signal, write: (text) => process.stdout.write(text) });
    const pages = new Set(done.map(({ block }) => block.page)).size;
    console.log(`${done.length} blocks of ${pages} pages passed in ${formatSeconds(Date.now() - startedAt.getTime())}`);
    if (record) console.log(`Kept in ${recordWalk(target, startedAt, done, walk.resultsFolder)}`);
  } catch (thrown) {
    // Said before the lab is stopped, which may fail too.
    sayProblem(thrown);
  }
  await walk.end();
}

function sayProblem(thrown: unknown): void {
  const error = asLabError(thrown);
  process.exitCode = 1;
  if ((thrown as Error).name === 'AbortError') console.error('\nStopped.');
  else if (error) console.error(`\n${error.message}\n${error.whatToDo} (${error.code})`);
  else console.error(thrown);
}

await main(process.argv.slice(2)).catch(sayProblem);
