import { startThrowawayServer } from '../targets/local/throwaway-server.ts';
import type { Experiment, ExperimentContext } from './experiment.ts';
import { createRun, type KeptRun } from './kept-run.ts';

/** Runs an experiment with a PostgreSQL of its own. */
export async function runExperiment(
  experiment: Experiment,
  options: Omit<ExperimentContext, 'server'>,
): Promise<KeptRun> {
  const { report, signal } = options;
  const startedAt = new Date();
  const server = await report.step('Start a PostgreSQL for this experiment', startThrowawayServer);
  try {
    signal.throwIfAborted();
    return createRun(experiment, startedAt, await experiment.run({ ...options, server }));
  } finally {
    await server.stop();
  }
}
