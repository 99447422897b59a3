import { parseArgs } from 'node:util';
import type { Command } from './command.ts';
import { helpForAll, helpForOne } from './help.ts';
import { LabError } from './lib/lab-error.ts';
import { takeLock } from './lib/lock.ts';
import { createReport } from './lib/report.ts';
import { readSettings } from './lib/settings.ts';
import { asLabError } from './lib/system-errors.ts';
import { targets } from './targets/targets.ts';
import { verbs } from './verbs.ts';

/** 128 plus the signal's number, as shells have it. */
const interruptedExitCode = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A signal asks the verb to stop what it does and to undo what it began; more signals change nothing about that. */
function listenForSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (controller.signal.aborted) {
        console.error('\nStill stopping; one moment.');
        return;
      }
      console.error('\nStopping ...');
      process.exitCode = interruptedExitCode[name];
      controller.abort();
    });
  return controller.signal;
}

function parseFlags(command: Command, words: string[]): ReadonlySet<string> {
  const options = Object.fromEntries(
    Object.keys(command.flags ?? {}).map((flag) => [flag, { type: 'boolean' as const }]),
  );
  try {
    return new Set(Object.keys(parseArgs({ args: words, options }).values));
  } catch (error) {
    throw new LabError('usage', (error as Error).message, `See: make ${command.name} ARGS=--help`, { cause: error });
  }
}

async function runVerb(command: Command, words: string[], signal: AbortSignal): Promise<void> {
  const given = parseFlags(command, words);
  const settings = readSettings(process.env);
  const releaseLock = command.exclusive ? takeLock(settings.labFolder, command.name) : () => {};
  try {
    await command.run({ target: targets[settings.target](settings), settings, report: createReport(), signal, given });
  } finally {
    releaseLock();
  }
}

async function main([name, ...words]: string[]): Promise<void> {
  const command = verbs.find((verb) => verb.name === name);
  if (!command && (!name || name === 'help' || name === '--help')) return console.log(helpForAll(verbs));
  if (!command)
    throw new LabError(
      'usage',
      `There is no verb "${name}".`,
      `The verbs are: ${verbs.map((verb) => verb.name).join(', ')}`,
    );
  if (words.includes('--help')) return console.log(helpForOne(command));
  await runVerb(command, words, listenForSignals());
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  const error = asLabError(thrown);
  const interrupted = typeof process.exitCode === 'number' && process.exitCode >= 128;
  if (interrupted) console.error('Stopped.');
  else {
    process.exitCode = error?.code === 'usage' || error?.code === 'settings' ? 2 : 1;
    if (error) console.error(`\n${error.message}\n${error.whatToDo} (${error.code})`);
    else console.error(thrown);
  }
}
