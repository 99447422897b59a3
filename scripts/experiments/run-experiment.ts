import { startThrowawayServer } from '../targets/local/throwaway-server.ts';
import type { AnyExperiment, ClusterContext } from './experiment.ts';
import { createRun, type KeptRun } from './kept-run.ts';

/** Runs an experiment with a PostgreSQL of its own, unless it uses the lab's cluster. */
export async function runExperiment(experiment: AnyExperiment, options: ClusterContext): Promise<KeptRun> {
  const { report, signal } = options;
  const startedAt = new Date();
  if ('runInCluster' in experiment) return createRun(experiment, startedAt, await experiment.runInCluster(options));
  const server = await report.step('Start a PostgreSQL for this experiment', startThrowawayServer);
  try {
    signal.throwIfAborted();
    return createRun(experiment, startedAt, await experiment.run({ ...options, server }));
  } finally {
    await server.stop();
  }
}
