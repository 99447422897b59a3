import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from '../../scripts/lib/copy-checkout.ts';
import type { TargetName } from '../../scripts/walkthrough/page.ts';
import { readWalk } from '../../scripts/walkthrough/pages.ts';
import { findOwnPorts, mapPorts, type Ports, usualPorts } from '../../scripts/walkthrough/ports.ts';
import { readSolutions } from '../../scripts/walkthrough/solutions.ts';
import { openShell } from './shell.ts';
import type { Walk } from './walk.ts';

/** What somebody has exported for a lab of his own, or what make hands down: a learner begins without. DURATION and its like remain. */
const forgotten =
  /^(TARGET|FIX|STAGE|ARGS|LAB_FOLDER|RESULTS_FOLDER|API_PORT|POSTGRES_PORT|GRAFANA_PORT|PROMETHEUS_PORT|KUBE_CONTEXT|REGISTRY|MAKE.*|MFLAGS|npm_.*|NODE_TEST_CONTEXT|FORCE_COLOR)$/;

function learnersEnvironment(asThePagesSay: boolean): NodeJS.ProcessEnv {
  const isKept = (name: string) => !forgotten.test(name) && !(asThePagesSay && ofMeasuring.test(name));
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isKept(name)));
}

/** What makes a load test another one than the pages tell of. */
const ofMeasuring = /^(USERS|DURATION|RATE|POSTS|SCRAM_ITERATIONS|LOAD_ENGINE)$/;

/** Stopping the lab takes seconds; deleting a cluster may take a minute or two. */
const downWithinMs = 5 * 60_000;

/** A lab that runs already, and goes on running afterwards. */
export interface RunningLab {
  labFolder: string;
  resultsFolder: string;
  ports: Ports;
  /** What its verbs get besides. */
  environment: Record<string, string>;
}

export interface PreparedWalk extends Omit<Walk, 'signal' | 'write'> {
  resultsFolder: string;
  /** Stops the lab, unless it ran before, and removes the copy. @throws when the lab does not stop; the copy is left then */
  end(): Promise<void>;
}

interface WalkOptions {
  running?: RunningLab;
  /** Forgets what is exported for load tests, too: the walk is recorded, as the pages say. */
  recorded?: boolean;
}

/** All pages, all solutions, and a copy of the checkout to walk in: with a lab of its own, or with one that runs. */
export async function prepareWalk(
  target: TargetName,
  { running, recorded = false }: WalkOptions = {},
): Promise<PreparedWalk> {
  const pages = readWalk();
  const solutions = readSolutions();
  const ports = mapPorts(running?.ports ?? (target === 'local' ? await findOwnPorts() : usualPorts));
  const environment = { ...learnersEnvironment(recorded), ...ports.environment, ...running?.environment };
  const { folder, remove } = copyCheckout();
  try {
    if (running) {
      symlinkSync(running.labFolder, join(folder, '.lab'));
      symlinkSync(running.resultsFolder, join(folder, 'results'));
    }
  } catch (error) {
    remove();
    throw error;
  }
  const stopLab = async () => {
    const limit = AbortSignal.timeout(downWithinMs);
    const { code, output } = await openShell(folder, environment).run(`make down TARGET=${target}`, limit);
    if (code !== 0) throw new Error(`${output}\nThe lab in ${folder} did not stop: make down TARGET=${target}, there.`);
  };
  return {
    target,
    pages,
    solutions,
    folder,
    ports,
    shell: openShell(folder, environment),
    resultsFolder: join(folder, 'results'),
    async end() {
      if (!running) await stopLab();
      remove();
    },
  };
}
