import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from '../testing/copy-checkout.ts';
import type { TargetName } from './page.ts';
import { readWalk } from './pages.ts';
import { findOwnPorts, usualPorts } from './ports.ts';
import { openShell } from './shell.ts';
import { readSolutions } from './solutions.ts';
import type { Walk } from './walk.ts';

/** What somebody has exported for a lab of his own, or what make hands down: a learner begins without. DURATION and its like remain. */
const forgotten =
  /^(TARGET|FIX|STAGE|ARGS|LAB_FOLDER|RESULTS_FOLDER|API_PORT|POSTGRES_PORT|GRAFANA_PORT|PROMETHEUS_PORT|KUBE_CONTEXT|REGISTRY|MAKE.*|MFLAGS|npm_.*|NODE_TEST_CONTEXT|FORCE_COLOR)$/;

function learnersEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !forgotten.test(name)));
}

/** What the walk shares with a lab that runs already: what that lab keeps, and its results. */
export interface SharedFolders {
  labFolder: string;
  resultsFolder: string;
}

export interface PreparedWalk extends Omit<Walk, 'signal' | 'write'> {
  resultsFolder: string;
  /** Stops the lab and removes the copy. @throws when the lab does not stop; the copy is left then */
  end(): Promise<void>;
}

/** A copy of the checkout to walk through; all pages and solutions. On this machine the lab gets ports of its own. */
export async function prepareWalk(target: TargetName, shared?: SharedFolders): Promise<PreparedWalk> {
  const { folder, remove } = copyCheckout();
  if (shared) {
    symlinkSync(shared.labFolder, join(folder, '.lab'));
    symlinkSync(shared.resultsFolder, join(folder, 'results'));
  }
  const ports = target === 'local' ? await findOwnPorts() : usualPorts;
  const environment = { ...learnersEnvironment(), ...ports.environment };
  return {
    target,
    pages: readWalk(),
    solutions: readSolutions(),
    folder,
    ports,
    shell: openShell(folder, environment),
    resultsFolder: join(folder, 'results'),
    async end() {
      if (!shared) {
        const { code, output } = await openShell(folder, environment).run(
          `make down TARGET=${target}`,
          new AbortController().signal,
        );
        if (code !== 0)
          throw new Error(`${output}\nThe lab in ${folder} did not stop: make down TARGET=${target}, there.`);
      }
      remove();
    },
  };
}
