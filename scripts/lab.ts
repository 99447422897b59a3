import { parseArgs } from 'node:util';
import type { Command } from './commands/command.ts';
import { helpForAll, helpForOne } from './commands/help.ts';
import { loadVerb, loadVerbs, verbNames } from './commands/verbs.ts';
import { LabError } from './lib/lab-error.ts';
import { takeLock } from './lib/lock.ts';
import { createReport } from './lib/report.ts';
import { listenForStop, signalExitCodes } from './lib/stop-signal.ts';
import { asLabError } from './lib/system-errors.ts';
import { readSettings } from './settings/settings.ts';
import { targets } from './targets/targets.ts';

/** Ends at a signal, and when nobody reads what we write any more: `make lab | head`, or a terminal that was closed. */
function endOf({ handsOverKeyboard }: Command): AbortSignal {
  const { signal, stop } = listenForStop({ ignoresInterrupt: handsOverKeyboard === true });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop(signalExitCodes.SIGHUP));
  return signal;
}

function parseFlags(command: Command, words: string[]): ReadonlyMap<string, string[]> {
  const flags = Object.entries(command.flags ?? {});
  const options = Object.fromEntries(
    flags.map(([flag, { value }]) => [
      flag,
      { type: value ? ('string' as const) : ('boolean' as const), multiple: true as const },
    ]),
  );
  // The shell makes several words of --with other/*.json; all but the first have no flag before them.
  const takesMore = flags.find(
    ([flag, { several }]) => several && words.some((word) => word.startsWith(`--${flag}`)),
  )?.[0];
  try {
    const { values, positionals } = parseArgs({ args: words, options, allowPositionals: takesMore !== undefined });
    return new Map(
      Object.entries(values).map(([flag, given = []]) => [
        flag,
        [...given.map((value) => (value === true ? '' : String(value))), ...(flag === takesMore ? positionals : [])],
      ]),
    );
  } catch (error) {
    throw new LabError('usage', (error as Error).message, `See: make ${command.name} ARGS=--help`, { cause: error });
  }
}

/** Settings for the database come from the lab alone: a PGSSLMODE or PGHOST that somebody has exported is for another one. */
function forgetPostgresVariables(): void {
  for (const name of Object.keys(process.env)) if (/^PG[A-Z]+$/.test(name)) delete process.env[name];
}

async function runVerb(command: Command, words: string[], signal: AbortSignal): Promise<void> {
  forgetPostgresVariables();
  const given = parseFlags(command, words);
  const settings = readSettings(process.env, command.target);
  const target = await targets[settings.target](settings);
  let holdsLock = command.lock === 'held';
  const releaseLock = holdsLock ? takeLock(settings.labFolder, command.name) : () => {};
  const unlock = () => {
    if (holdsLock) releaseLock();
    holdsLock = false;
  };
  try {
    await command.run({ target, settings, report: createReport(target.name), signal, given, unlock });
  } finally {
    unlock();
  }
}

async function main([name, ...words]: string[]): Promise<void> {
  if (!name || name === 'help' || name === '--help') return console.log(helpForAll(await loadVerbs()));
  const command = await loadVerb(name);
  if (!command) throw new LabError('usage', `There is no verb "${name}".`, `The verbs are: ${verbNames.join(', ')}`);
  if (words.includes('--help')) return console.log(helpForOne(command));
  await runVerb(command, words, endOf(command));
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  const error = asLabError(thrown);
  // Set when something asked the verb to stop; what it threw then is only its way out.
  if (process.exitCode) console.error('Stopped.');
  else if (error) {
    process.exitCode = error.code === 'usage' || error.code === 'settings' ? 2 : 1;
    console.error(`\n${error.message}\n${error.whatToDo} (${error.code})`);
    if (error.code === 'not_running' && !process.env.TARGET)
      console.error(
        'Without TARGET, verbs go to a cluster. For the lab on this machine, say once: export TARGET=local',
      );
  } else {
    process.exitCode = 1;
    console.error(thrown);
  }
}
