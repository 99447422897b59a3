import { parseArgs } from 'node:util';
import type { Command } from './commands/command.ts';
import { helpForAll, helpForOne } from './commands/help.ts';
import { loadVerb, loadVerbs, verbNames } from './commands/verbs.ts';
import { LabError } from './lib/lab-error.ts';
import { takeLock } from './lib/lock.ts';
import { runMain } from './lib/main.ts';
import { createReport } from './lib/report.ts';
import { listenForStop, signalExitCodes } from './lib/stop-signal.ts';
import { readSettings } from './settings/settings.ts';
import { targets } from './targets/targets.ts';

/** Aborts at a signal, and when nobody reads our output any more: `make lab | head`, or a terminal that was closed. */
function stopSignalOf({ handsOverKeyboard }: Command): AbortSignal {
  const { signal, stop } = listenForStop({ ignoresInterrupt: handsOverKeyboard === true });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop(signalExitCodes.SIGHUP));
  return signal;
}

function parseFlags(command: Command, args: string[]): ReadonlyMap<string, string[]> {
  const flags = Object.entries(command.flags ?? {});
  const options = Object.fromEntries(
    flags.map(([flag, { value }]) => [
      flag,
      { type: value ? ('string' as const) : ('boolean' as const), multiple: true as const },
    ]),
  );
  // The shell splits --with other/*.json; all but the first have no flag before them.
  const takesMore = flags.find(
    ([flag, { several }]) => several && args.some((arg) => arg.startsWith(`--${flag}`)),
  )?.[0];
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: takesMore !== undefined });
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

async function runVerb(command: Command, args: string[], signal: AbortSignal): Promise<void> {
  forgetPostgresVariables();
  const given = parseFlags(command, args);
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

/** Verbs go to a cluster unless TARGET says otherwise: somebody who has none may mean the lab on this machine. */
function mentionTarget(error: unknown): never {
  if (error instanceof LabError && error.code === 'not_running' && !process.env.TARGET)
    throw new LabError(
      error.code,
      error.message,
      `${error.whatToDo}\nWithout TARGET, verbs go to a cluster. For the lab on this machine, say once: export TARGET=local`,
      { cause: error },
    );
  throw error;
}

await runMain(async ([name, ...args]) => {
  if (!name || name === 'help' || name === '--help') return console.log(helpForAll(await loadVerbs()));
  const command = await loadVerb(name);
  if (!command) throw new LabError('usage', `There is no verb "${name}".`, `The verbs are: ${verbNames.join(', ')}`);
  if (args.includes('--help')) return console.log(helpForOne(command));
  await runVerb(command, args, stopSignalOf(command)).catch(mentionTarget);
});
