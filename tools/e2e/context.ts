import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../../scripts/lib/child-environment.ts';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { createReport } from '../../scripts/lib/report.ts';
import { listenForStop } from '../../scripts/lib/stop-signal.ts';
import type { LoadReport } from '../../scripts/load/load-report.ts';
import { storyUsers } from '../../scripts/scenario/story.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import { clusterOf, kindTarget } from '../../scripts/targets/kind/kind.ts';
import { prometheusAt } from '../prometheus.ts';

export const loadSeconds = 20;

const exportedPorts = Object.entries(process.env).filter(([name]) => /^(API|GRAFANA|PROMETHEUS)_PORT$/.test(name));
/** Always the lab's own kind cluster with the lesson's load, whatever else the shell exports. */
const environment = childEnvironment('checks', { ...Object.fromEntries(exportedPorts), TARGET: 'kind' });

export const settings = readSettings(environment);
/** Results, and logs of a failed run for debugging. */
export const evidenceFolder = `${settings.resultsFolder}/e2e-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
export const cluster = clusterOf(settings);
export const { access } = cluster;
export const target = kindTarget(settings);
export const prometheus = prometheusAt(`http://127.0.0.1:${settings.prometheusPort}`);
/** Aborts when the run is interrupted or has failed. */
export const { signal, stop } = listenForStop();

/** Runs a verb as a person does. Resolves to how long it took; rejects when it fails. */
export async function runVerb(args: string[]): Promise<number> {
  const startedAt = Date.now();
  // Not with run(): it shares the terminal.
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/lab.ts', ...args], {
    cwd: projectFolder,
    env: { ...environment, RESULTS_FOLDER: `${evidenceFolder}/results`, DURATION: `${loadSeconds}s` },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // Only Ctrl-C reaches the child without this.
  signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, `${args.join(' ')} exited with ${code}`);
  const tookMs = Date.now() - startedAt;
  console.log(`== ${args.join(' ')}: ${formatSeconds(tookMs)}\n`);
  return tookMs;
}

/** Prints whether `condition` holds. @throws when it does not */
export function check(what: string, condition: boolean): void {
  console.log(`${condition ? 'ok' : 'FAILED'}: ${what}`);
  assert.ok(condition, what);
}

/** Allows `work` to be awaited later: a rejection before that does not end the process. */
export function inBackground<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
  work.catch(() => {});
  return work;
}

/** Runs a load test of 100 users on /feed, whatever happens to the lab meanwhile. */
export function runLoad(durationSeconds = loadSeconds): Promise<LoadReport> {
  const plan = { users: storyUsers, durationSeconds, ratePerSecond: undefined };
  const title = `Load test: ${plan.users} users, ${durationSeconds} s, GET /feed`;
  return createReport('kind').step(title, () => target.load(plan, () => {}, signal));
}
