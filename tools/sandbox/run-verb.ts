import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { childEnvironment } from '../../scripts/lib/child-environment.ts';
import { findFreePort, requireFreePort } from '../../scripts/lib/ports.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';

export type TestLab = Awaited<ReturnType<typeof createTestLab>>;

/** A lab with a folder and ports of its own, or the running cluster; `checkout` has its code. */
export async function createTestLab(checkout = projectFolder, target: 'local' | 'kind' = 'local') {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-verbs-'));
  chmodSync(folder, 0o755);
  const environment = {
    TARGET: target,
    LAB_FOLDER: join(folder, 'lab'),
    RESULTS_FOLDER: join(folder, 'results'),
    API_PORT: String(await findFreePort()),
    POSTGRES_PORT: String(await findFreePort()),
    GRAFANA_PORT: String(await findFreePort()),
    // Otherwise, the first `up` would measure the machine.
    SCRAM_ITERATIONS: String(defaultScramIterations),
  };

  /** Starts a verb, for tests that interrupt it. */
  function start(args: string[], more: Record<string, string> = {}) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/lab.ts', ...args], {
      cwd: checkout,
      env: childEnvironment('checks', { ...environment, ...more }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code, output }));
    return {
      /** Standard output and standard error, interleaved. */
      output: () => output,
      /** Waits for a text in the output. Fails if the verb ends without it. */
      async prints(text: RegExp) {
        const hasExited = () => child.exitCode !== null || child.signalCode !== null;
        // When it is too late for the text, the output tells more than the condition.
        await waitFor(() => text.test(output) || hasExited()).catch(() => {});
        if (hasExited() && !text.test(output)) await ended;
        assert.match(output, text);
      },
      signal: (name: NodeJS.Signals) => child.kill(name),
      /** Closes the pipe, as `| head` does. */
      closeOutput: () => child.stdout.destroy(),
      ended,
    };
  }

  /** Runs a verb to its end. */
  const run = (args: string[], more?: Record<string, string>) => start(args, more).ended;

  return {
    folder: environment.LAB_FOLDER,
    environment,
    start,
    run,
    /** Asserts that no process, no port and no lock of the lab is left. */
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

/** A lab for one test file. Its tests wait for it; other `before` hooks of the file do not. */
export function useTestLab(checkout?: string): TestLab {
  const lab = {} as TestLab;
  before(async () => {
    Object.assign(lab, await createTestLab(checkout));
  });
  after(() => lab.remove());
  return lab;
}
