import '../../scripts/lib/own-environment.ts';
import { parseArgs } from 'node:util';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { printFailure, runMain } from '../../scripts/lib/main.ts';
import { listenForStop } from '../../scripts/lib/stop-signal.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import { clusterOf } from '../../scripts/targets/kind/kind.ts';
import { prepareWalk } from './prepare-walk.ts';
import { runWalk } from './run-walk.ts';
import { recordWalk } from './transcript.ts';

const help = `make walkthrough [TARGET=local|kind] [ARGS=--record]

Runs the commands of the pages in docs/scenario-1, in a copy of this checkout with a lab of its own, and compares their
output with the pages. The lab and the copy are removed at the end.

  --record   keeps the output and the results in docs/runs/TARGET, from which make docs fills the pages
  DURATION=  shortens the load tests, to test only the text of the pages; --record ignores it`;

/** @throws {LabError} `usage` */
function parseWalkArgs(args: string[]): { help?: boolean | undefined; record?: boolean | undefined } {
  try {
    return parseArgs({ args, options: { help: { type: 'boolean' }, record: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new LabError('usage', (error as Error).message, 'See: make walkthrough ARGS=--help', { cause: error });
  }
}

await runMain(async (args) => {
  const { help: isHelp, record = false } = parseWalkArgs(args);
  if (isHelp) return console.log(help);
  const settings = readSettings(process.env, { target: 'local' });
  const { target } = settings;
  if (target === 'kind' && (await clusterOf(settings).exists()))
    throw new LabError('busy', 'There is a cluster already; the walkthrough creates its own.', 'make cluster-down');
  const { signal } = listenForStop();
  const startedAt = new Date();
  const walk = await prepareWalk(target, { recorded: record });
  try {
    const blocks = await runWalk({ ...walk, signal, write: (text) => process.stdout.write(text) });
    const pages = new Set(blocks.map(({ page }) => page)).size;
    const took = formatSeconds(Date.now() - startedAt.getTime());
    console.log(`${blocks.length} blocks of ${pages} pages passed in ${took}`);
    if (record) console.log(`Kept in ${recordWalk(target, startedAt.toISOString(), blocks, walk.resultsFolder)}`);
  } catch (thrown) {
    // Printed before the lab is stopped, which may fail too.
    printFailure(thrown);
  }
  await walk.end();
});
