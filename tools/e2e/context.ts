import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { createReport } from '../../scripts/lib/report.ts';
import type { LoadReport } from '../../scripts/load/load-report.ts';
import { storyUsers } from '../../scripts/scenario/thresholds.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import { clusterOf, kindTarget } from '../../scripts/targets/kind/kind.ts';

export const loadSeconds = 20;

/** Whatever a person has exported for a cluster of his own: this makes and deletes one with kind. */
const environment = { ...process.env, TARGET: 'kind', KUBE_CONTEXT: '', REGISTRY: '' };

export const settings = readSettings(environment);
/** What a failed run leaves behind for people to look at. */
export const evidenceFolder = `${settings.resultsFolder}/e2e-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
export const cluster = clusterOf(settings);
export const { access } = cluster;
export const target = kindTarget(settings);

/** Runs a verb as a person does, and says how long it took. Rejects when it fails or takes longer than promised. */
export async function verb(words: string[], atMostSeconds = Number.POSITIVE_INFINITY): Promise<void> {
  const startedAt = Date.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/lab.ts', ...words], {
    cwd: projectFolder,
    env: { ...environment, RESULTS_FOLDER: `${evidenceFolder}/results`, DURATION: `${loadSeconds}s` },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, `${words.join(' ')} ended with ${code}`);
  const tookMs = Date.now() - startedAt;
  console.log(`== ${words.join(' ')}: ${formatSeconds(tookMs)}\n`);
  if (Number.isFinite(atMostSeconds))
    check(`${words.join(' ')} takes at most ${atMostSeconds} s`, tookMs <= atMostSeconds * 1000);
}

/** Says whether something holds. @throws when it does not */
export function check(what: string, holds: boolean): void {
  console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
  assert.ok(holds, what);
}

/** Lets something go on beside what follows. It is awaited later; that it fails before does not end the process. */
export function beside<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
  work.catch(() => {});
  return work;
}

/** Puts 100 users on /feed for so long, whatever becomes of the lab meanwhile. */
export function load(durationSeconds = loadSeconds): Promise<LoadReport> {
  const plan = { users: storyUsers, durationSeconds, ratePerSecond: undefined };
  const title = `Load test: ${plan.users} users, ${durationSeconds} s, GET /feed`;
  return createReport('kind').step(title, () => target.load(plan, () => {}, new AbortController().signal));
}
