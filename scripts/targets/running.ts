import { LabError } from '../lib/lab-error.ts';
import { makeCommand } from '../lib/report.ts';
import type { Part, Target } from './target.ts';

/** Whether there is anything to stop: a running part, or the remains of a crash. */
export async function isAnythingRunning(target: Target): Promise<boolean> {
  return (await target.parts()).some((part) => part.state !== 'stopped');
}

/** @throws {LabError} `crashed` or `not_running` unless all parts are running */
export async function requireRunning(target: Target, known?: Part[]): Promise<void> {
  const up = makeCommand('up', target.name);
  const parts = (known ?? (await target.parts())).filter(({ optional }) => !optional);
  const crashed = parts.find((part) => part.state === 'crashed');
  if (crashed)
    throw new LabError('crashed', `${crashed.name} has crashed; ${crashed.detail}.`, `Start it again: ${up}`);
  const silent = parts.find((part) => part.state === 'no answer');
  if (silent)
    throw new LabError(
      'crashed',
      `${silent.name} is running but does not answer: ${silent.detail}.`,
      `Start it again: ${up}`,
    );
  const starting = parts.find((part) => part.state === 'starting');
  if (starting)
    throw starting.detail
      ? new LabError('not_running', `${starting.name} does not start: ${starting.detail}.`, `Resolve that, then: ${up}`)
      : new LabError(
          'not_running',
          `${starting.name} is still starting.`,
          `Wait a moment, then check again: ${makeCommand('status', target.name)}`,
        );
  const stopped = parts.find((part) => part.state === 'stopped');
  if (stopped) throw new LabError('not_running', `${stopped.name} is not running.`, `Start the lab: ${up}`);
}

/** Runs `work` and aborts it if a part of the lab crashes. Failed polls are ignored. */
export async function whileRunning<Outcome>(
  target: Target,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const crash = new AbortController();
  let polling = false;
  const timer = setInterval(async () => {
    if (polling) return;
    polling = true;
    await requireRunning(target).catch((error) => {
      if (error instanceof LabError && error.code === 'crashed') crash.abort(error);
    });
    polling = false;
  }, target.pollEveryMs);
  try {
    const outcome = await work(AbortSignal.any([signal, crash.signal]));
    await requireRunning(target);
    return outcome;
  } catch (error) {
    throw crash.signal.aborted && !signal.aborted ? crash.signal.reason : error;
  } finally {
    clearInterval(timer);
  }
}
