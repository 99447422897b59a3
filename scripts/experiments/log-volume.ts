import { statSync } from 'node:fs';
import type { RunningServer } from '../../app/run-server.ts';
import { storyUsers } from '../scenario/story.ts';
import { brokenVariant } from './api-code.ts';
import { type Experiment, type ExperimentContext, type ExperimentRow, scaledSeconds } from './experiment.ts';
import { withApis } from './experiment-api.ts';
import { measuredScramIterations } from './experiment-server.ts';
import { runUsers } from './measure-load.ts';
import { measureIncrease } from './process-stats.ts';

const phases = ['first minute', 'second minute'];
const secondsPerHour = 3600;

async function measurePhase(
  context: ExperimentContext,
  api: RunningServer,
  about: { scramIterations: number; phase: string },
): Promise<ExperimentRow> {
  const durationSeconds = scaledSeconds(context, 60);
  const title = `${about.scramIterations.toLocaleString('en-US')} iterations, ${about.phase}`;
  const [[{ load }, apiLogBytes], postgresLogBytes] = await measureIncrease(
    () => statSync(context.server.logFile).size,
    () =>
      measureIncrease(
        () => Buffer.byteLength(api.output()),
        () => runUsers(context, api, { title, durationSeconds }),
      ),
  );
  const perHour = (bytes: number | null) => bytes && (bytes / load.durationSeconds) * secondsPerHour;
  return {
    ...about,
    requestsPerSecond: load.requestsPerSecond,
    failedShare: load.failed / load.requests,
    apiLogBytesPerHour: perHour(apiLogBytes),
    postgresLogBytesPerHour: perHour(postgresLogBytes),
  };
}

export const logVolume: Experiment = {
  name: 'log-volume',
  question: 'How much do the API and PostgreSQL log while most requests fail?',
  method: `The API with a pool per request, under ${storyUsers} users for two minutes without a pause; no index. How much each log grows in a minute, multiplied by 60. Once with PostgreSQL's default number of hashing iterations per login, and once with four times as many, with which a login takes longer.`,
  takes: 'four minutes',

  run(context) {
    return withApis(context, { broken: brokenVariant }, async (withApi) => {
      const rows: ExperimentRow[] = [];
      for (const scramIterations of measuredScramIterations) {
        await context.server.setScramIterations(scramIterations);
        await withApi('broken', async (api) => {
          for (const phase of phases) rows.push(await measurePhase(context, api, { scramIterations, phase }));
        });
      }
      // Rows differ in it.
      return { scramIterations: null, rows };
    });
  },
};
