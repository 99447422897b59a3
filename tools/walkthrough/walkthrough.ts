import { parseArgs } from 'node:util';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { printFailure, runMain } from '../../scripts/lib/main.ts';
import { listenForStop } from '../../scripts/lib/stop-signal.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import { clusterOf } from '../../scripts/targets/kind/kind.ts';
import { recordWalk } from './record.ts';
import { runWalk } from './walk.ts';
import { prepareWalk } from './whole-walk.ts';

const help = `make walkthrough [TARGET=local|kind] [ARGS=--record]

Does what the pages of docs/scenario-1 say, command by command, in a copy of this checkout, and compares what is printed with
what they show. In the end nothing of it is left.

  --record   keeps what was printed, and the results, in docs/runs/TARGET: make docs puts them into the pages
  DURATION=  shortens the load tests, where only the text is tested; what is recorded takes no such variable`;

/** @throws {LabError} `usage` */
function parseWalkArgs(args: string[]): { help: boolean; record: boolean } {
  try {
    const { values } = parseArgs({ args, options: { help: { type: 'boolean' }, record: { type: 'boolean' } } });
    return { help: values.help ?? false, record: values.record ?? false };
  } catch (error) {
    throw new LabError('usage', (error as Error).message, 'See: make walkthrough ARGS=--help', { cause: error });
  }
}

await runMain(async (args) => {
  const { help: askedForHelp, record } = parseWalkArgs(args);
  if (askedForHelp) return console.log(help);
  const settings = readSettings(process.env, 'local');
  const { target } = settings;
  if (target === 'kind' && (await clusterOf(settings).exists()))
    throw new LabError('busy', 'There is a cluster already; the walk makes one.', 'make cluster-down');
  const { signal } = listenForStop();
  const startedAt = new Date();
  const walk = await prepareWalk(target, { recorded: record });
  try {
    const done = await runWalk({ ...walk, signal, write: (text) => process.stdout.write(text) });
    const pages = new Set(done.map(({ block }) => block.page)).size;
    console.log(`${done.length} blocks of ${pages} pages passed in ${formatSeconds(Date.now() - startedAt.getTime())}`);
    if (record) console.log(`Kept in ${recordWalk(target, startedAt, done, walk.resultsFolder)}`);
  } catch (thrown) {
    // Printed before the lab is stopped, which may fail too.
    printFailure(thrown);
  }
  await walk.end();
});
