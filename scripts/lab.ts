import './lib/own-environment.ts';
import { parseArgs } from 'node:util';
import type { Command, CommandContext } from './commands/command.ts';
import { helpForAll, helpForOne } from './commands/help.ts';
import { loadVerb, loadVerbs, verbNames } from './commands/verbs.ts';
import { withoutTarget } from './commands/without-target.ts';
import { LabError } from './lib/lab-error.ts';
import { acquireLock } from './lib/lock.ts';
import { runMain } from './lib/main.ts';
import { createReport, quietReport } from './lib/report.ts';
import { listenForStop, signalExitCodes } from './lib/stop-signal.ts';
import { readSettings, type Settings } from './settings/settings.ts';
import { targets } from './targets/targets.ts';
import { finishInterruptedVerify, finishUnlessBusy } from './verify/interrupted-verify.ts';

/** Aborts at a signal, and when the output is closed, as by `make lab | head`. */
function stopSignalOf({ handsOverKeyboard }: Command): AbortSignal {
  const { signal, stop } = listenForStop({ ignoresInterrupt: handsOverKeyboard === true });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop(signalExitCodes.SIGHUP));
  return signal;
}

function parseFlags({ name, flags = {} }: Command, args: string[]): CommandContext['given'] {
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { value }]) => [flag, { type: value ? 'string' : 'boolean', multiple: true }]),
  ) as Record<string, { type: 'string' | 'boolean'; multiple: true }>;
  // The shell splits --with other/*.json: only the first file follows a flag.
  const listFlag = Object.keys(flags).find(
    (flag) => flags[flag]?.several && args.some((arg) => arg.startsWith(`--${flag}`)),
  );
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: listFlag !== undefined });
    const given = Object.entries(values).map(([flag, list = []]): [string, string[]] => {
      const texts = list.map((value) => (value === true ? '' : String(value)));
      return [flag, flag === listFlag ? [...texts, ...positionals] : texts];
    });
    return new Map(given);
  } catch (error) {
    throw new LabError('usage', (error as Error).message, `See: make ${name} ARGS=--help`, { cause: error });
  }
}

/** How to start a cluster is of no use to users whose lab is running on this machine. */
async function mentionTarget(error: unknown, settings: Settings, verb: string): Promise<unknown> {
  if (!(error instanceof LabError) || (error.code !== 'not_running' && error.code !== 'no_results')) return error;
  const other = await withoutTarget(settings, verb);
  if (!other) return error;
  const isAnswered = other.isLocalRunning && error.code === 'not_running';
  const whatToDo = isAnswered ? other.advice : `${error.whatToDo}\n${other.advice}`;
  return new LabError(error.code, error.message, whatToDo, { cause: error });
}

async function runVerb(command: Command, args: string[], signal: AbortSignal): Promise<void> {
  const given = parseFlags(command, args);
  const settings = readSettings(process.env, { target: command.target ?? 'kind', uses: command.uses ?? [] });
  const target = await targets[settings.target](settings);
  let releaseLock = command.lock === 'held' ? acquireLock(settings.labFolder, command.name) : () => {};
  const unlock = () => {
    releaseLock();
    releaseLock = () => {};
  };
  const report = createReport(target.name);
  try {
    const context = { target, report: given.has('json') ? quietReport : report };
    if (command.lock === 'held') await finishInterruptedVerify(context, settings.labFolder);
    else await finishUnlessBusy(context, settings.labFolder, command.name);
    await command.run({ target, settings, report, signal, given, unlock });
  } catch (error) {
    throw await mentionTarget(error, settings, command.name);
  } finally {
    unlock();
  }
}

await runMain(async ([name, ...args]) => {
  if (!name || name === 'help' || name === '--help') return console.log(helpForAll(await loadVerbs()));
  const command = await loadVerb(name);
  if (!command) throw new LabError('usage', `There is no verb "${name}".`, `The verbs are: ${verbNames.join(', ')}`);
  if (args.includes('--help')) return console.log(helpForOne(command));
  await runVerb(command, args, stopSignalOf(command));
});
