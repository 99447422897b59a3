import { makeCommand } from '../lib/report.ts';
import type { Settings } from '../settings/settings.ts';
import { isAnythingRunning } from '../targets/running.ts';
import { targets } from '../targets/targets.ts';

/** What applies to users who set no TARGET, and may mean the lab on this machine. */
export interface WithoutTarget {
  isLocalRunning: boolean;
  /** What to do: a command if that lab is running. */
  advice: string;
}

/** Undefined if TARGET is set, or the verb runs on this machine anyway: users have chosen. */
export async function withoutTarget(settings: Settings, verb: string): Promise<WithoutTarget | undefined> {
  if (process.env.TARGET || settings.target === 'local') return undefined;
  const isLocalRunning = await isAnythingRunning(await targets.local(settings)).catch(() => false);
  const advice = isLocalRunning
    ? `The lab on this machine is running. Without TARGET, verbs act on a cluster: ${makeCommand(verb, 'local')}, or once for all verbs: export TARGET=local`
    : 'Without TARGET, verbs act on a cluster. For the lab on this machine, set it once: export TARGET=local';
  return { isLocalRunning, advice };
}
