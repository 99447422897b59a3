import { LabError } from '../lib/lab-error.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { ServerProgram } from './built-servers.ts';
import { type ExperimentContext, scaledCount, scaledSeconds } from './experiment.ts';
import { runUsers } from './measure-load.ts';
import { requireCounted, requireSameFeeds, withServer } from './measured-server.ts';

/** What one server did in one round. */
export type Slice = Awaited<ReturnType<typeof runUsers>> & { warmUpRequests: number };
/** The slices of one round, by the name of the server. */
export type Round = Record<string, Slice>;

export interface RoundPlan {
  rounds: number;
  warmUpSeconds: number;
  measuredSeconds: number;
}

/** The plan of a full run, or that of a quick one. */
export function scaledPlan(context: ExperimentContext, plan: RoundPlan): RoundPlan {
  return {
    rounds: scaledCount(context, plan.rounds),
    warmUpSeconds: scaledSeconds(context, plan.warmUpSeconds),
    measuredSeconds: scaledSeconds(context, plan.measuredSeconds),
  };
}

/** Each round begins with the next server, so that each is in every place equally often. */
export function orderOf<Item>(items: Item[], round: number): Item[] {
  const first = round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** @throws {LabError} `load_failed`: quick errors would count as speed */
export function requireSuccess(title: string, { failed, requests, errors }: LoadReport): void {
  if (failed === 0) return;
  throw new LabError(
    'load_failed',
    `${title}: ${failed} of ${requests} requests failed (most often: ${errors[0]?.code ?? 'unknown'}).`,
    'Servers are compared only if they answer every request. If this machine is busy, run the experiment again later.',
  );
}

async function measureSlice(
  context: ExperimentContext,
  program: ServerProgram,
  title: string,
  { warmUpSeconds, measuredSeconds }: RoundPlan,
): Promise<Slice> {
  const { server, signal } = context;
  return withServer(program, { databaseUrl: server.apiUrl, signal }, async (running) => {
    const load = async (phase: string, durationSeconds: number) => {
      const plan = { title: `${title}, ${phase}`, durationSeconds };
      const slice = await runUsers(context, running, plan);
      requireSuccess(plan.title, slice.load);
      return slice;
    };
    const warmUp = await load('warm-up', warmUpSeconds);
    const measure = () => load('measured', measuredSeconds);
    const measured = await requireCounted(program, running, measure, (slice) => slice.load.requests);
    return { ...measured, warmUpRequests: warmUp.load.requests };
  });
}

/**
 * Measures the servers in turn, several times, after a check that they serve the same feed. Only
 * one runs at a time, in a new process: each slice begins in the same state.
 */
export async function runRounds(
  context: ExperimentContext,
  programs: ServerProgram[],
  plan: RoundPlan,
): Promise<Round[]> {
  const { server, report, signal } = context;
  const access = { databaseUrl: server.apiUrl, signal };
  await report.step('Check that all serve the same feed', () => requireSameFeeds(programs, access));
  const rounds: Round[] = [];
  for (let index = 0; index < plan.rounds; index += 1) {
    const round: Round = {};
    for (const program of orderOf(programs, index)) {
      const title = `Round ${index + 1}, ${program.name}`;
      round[program.name] = await measureSlice(context, program, title, plan);
    }
    rounds.push(round);
  }
  return rounds;
}
