import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { findFreePort, requireFreePort } from '../../scripts/lib/ports.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';

/** A lab for one test file, with a folder and ports of its own. */
export interface TestLab {
  folder: string;
  environment: Record<string, string>;
  /** Runs a verb to its end. */
  run(args: string[], environment?: Record<string, string>): Promise<VerbOutcome>;
  /** Starts a verb, for tests that interrupt it. */
  start(args: string[], environment?: Record<string, string>): StartedVerb;
  /** Asserts that no process, no port and no lock of the lab is left. */
  assertNothingRuns(): Promise<void>;
  remove(): Promise<void>;
}

interface VerbOutcome {
  code: number | null;
  /** Standard output and standard error, interleaved. */
  output: string;
}

interface StartedVerb {
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** Closes the pipe, as `| head` does. */
  closeOutput(): void;
  ended: Promise<VerbOutcome>;
}

/** A lab on this machine, or the running cluster, with the code in `checkout`. */
export async function createTestLab(checkout = projectFolder, target: 'local' | 'kind' = 'local'): Promise<TestLab> {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-verbs-'));
  chmodSync(folder, 0o755);
  const environment = {
    TARGET: target,
    LAB_FOLDER: join(folder, 'lab'),
    RESULTS_FOLDER: join(folder, 'results'),
    API_PORT: String(await findFreePort()),
    POSTGRES_PORT: String(await findFreePort()),
    GRAFANA_PORT: String(await findFreePort()),
    // Or the first `up` would measure the machine.
    SCRAM_ITERATIONS: String(defaultScramIterations),
  };
  const start: TestLab['start'] = (args, more = {}) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/lab.ts', ...args], {
      cwd: checkout,
      env: { ...process.env, ...environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    return {
      output: () => output,
      signal: (name) => child.kill(name),
      closeOutput: () => child.stdout.destroy(),
      ended: once(child, 'close').then(([code]) => ({ code, output })),
    };
  };
  const run: TestLab['run'] = (args, more) => start(args, more).ended;
  return {
    folder: environment.LAB_FOLDER,
    environment,
    run,
    start,
    async assertNothingRuns() {
      await requireFreePort(Number(environment.API_PORT), 'the API', 'API_PORT');
      await requireFreePort(Number(environment.POSTGRES_PORT), 'PostgreSQL', 'POSTGRES_PORT');
      await requireFreePort(Number(environment.GRAFANA_PORT), 'the live page', 'GRAFANA_PORT');
      const left = readdirSync(environment.LAB_FOLDER).filter((name) => /lock|^(api|live-page)\.json$/.test(name));
      assert.deepEqual(left, []);
    },
    async remove() {
      // The cluster existed before.
      if (target === 'kind') await run(['reset']);
      else if (existsSync(environment.LAB_FOLDER)) await run(['down']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
