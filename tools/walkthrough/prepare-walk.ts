import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../scripts/lib/child-environment.ts';
import { copyCheckout } from '../../scripts/lib/copy-checkout.ts';
import type { TargetName } from '../../scripts/settings/variables.ts';
import { readNumberedPages, readSolutions } from '../../scripts/walkthrough/pages.ts';
import { defaultPorts, findOwnPorts, type LabPorts, mapPorts } from '../../scripts/walkthrough/ports.ts';
import { openShell } from '../../scripts/walkthrough/shell.ts';
import type { Walk } from './run-walk.ts';

/** Variables that make a load test differ from the one that the pages describe. */
const loadTestVariables = ['USERS', 'DURATION', 'RATE', 'POSTS', 'SCRAM_ITERATIONS', 'LOAD_ENGINE'];

/** Stopping the lab takes seconds; deleting a cluster may take a minute or two. */
const downTimeoutMs = 5 * 60_000;

/** A lab that is already running, and should keep running. */
export interface RunningLab {
  labFolder: string;
  resultsFolder: string;
  ports: LabPorts;
  /** Further variables for its verbs. */
  environment: Record<string, string>;
}

export interface PreparedWalk extends Omit<Walk, 'signal' | 'write'> {
  resultsFolder: string;
  /** Stops the lab, unless it ran before, and removes the copy. Rejects when it does not stop. */
  end(): Promise<void>;
}

/**
 * Prepares a walk through all pages in a copy of the checkout, with a lab of its own or `running`.
 * `recorded` ignores exported variables of load tests, too.
 */
export async function prepareWalk(
  target: TargetName,
  { running, recorded = false }: { running?: RunningLab; recorded?: boolean } = {},
): Promise<PreparedWalk> {
  const pages = readNumberedPages();
  const solutions = readSolutions();
  const ports = mapPorts(running?.ports ?? (target === 'local' ? await findOwnPorts() : defaultPorts));
  const load = recorded ? [] : Object.entries(process.env).filter(([name]) => loadTestVariables.includes(name));
  const environment = childEnvironment('checks', {
    ...Object.fromEntries(load),
    ...ports.environment,
    ...running?.environment,
  });
  const { folder, remove } = copyCheckout();
  const resultsFolder = join(folder, 'results');
  if (running)
    try {
      symlinkSync(running.labFolder, join(folder, '.lab'));
      symlinkSync(running.resultsFolder, resultsFolder);
    } catch (error) {
      remove();
      throw error;
    }
  return {
    target,
    pages,
    solutions,
    folder,
    ports,
    shell: openShell(folder, environment),
    resultsFolder,
    async end() {
      if (!running) await stopLab(target, folder, environment);
      remove();
    },
  };
}

async function stopLab(target: TargetName, folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const command = `make down TARGET=${target}`;
  const { code, output } = await openShell(folder, environment).run(command, AbortSignal.timeout(downTimeoutMs));
  if (code !== 0) throw new Error(`${output}\nThe lab in ${folder} did not stop. In that folder, run: ${command}`);
}
