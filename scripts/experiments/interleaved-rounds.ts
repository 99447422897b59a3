import { LabError } from '../lib/lab-error.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { ServerProgram } from './built-servers.ts';
import { type ExperimentContext, scaledCount, scaledSeconds } from './experiment.ts';
import { runUsers } from './measure-load.ts';
import { type RunningProgram, requireCounted, requireSameFeeds, withServers } from './measured-server.ts';

type Measured = Awaited<ReturnType<typeof runUsers>>;
/** What one server did in one round, and the requests of the warm-up right before it, if any. */
export type Slice = Measured & { warmUpRequests: number };
/** The slices of one round, by the name of the server. */
export type Round = Record<string, Slice>;

export interface RoundPlan {
  rounds: number;
  warmUpSeconds: number;
  measuredSeconds: number;
}

export interface ComparisonPlan extends RoundPlan {
  /** After this many rounds, all servers are restarted and warmed up. */
  roundsPerStart: number;
}

/** The plan of a full run, or that of a quick one. */
export function scaledPlan<Plan extends RoundPlan>(context: ExperimentContext, plan: Plan): Plan {
  return {
    ...plan,
    rounds: scaledCount(context, plan.rounds),
    warmUpSeconds: scaledSeconds(context, plan.warmUpSeconds),
    measuredSeconds: scaledSeconds(context, plan.measuredSeconds),
  };
}

/**
 * Each round begins with the next item, so that each is in every place equally often. After as many
 * rounds as there are items, the order is reversed, so that the aftereffects of an item do not
 * always hit the same neighbor.
 */
export function orderOf<Item>(items: Item[], round: number): Item[] {
  const isReversed = Math.floor(round / items.length) % 2 === 1;
  const ordered = isReversed ? items.toReversed() : items;
  const first = round % items.length;
  return [...ordered.slice(first), ...ordered.slice(0, first)];
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
  { program, server }: RunningProgram,
  phase: string,
  durationSeconds: number,
): Promise<Measured> {
  const title = `${phase}, ${program.name}`;
  const measure = async () => {
    const slice = await runUsers(context, server, { title, durationSeconds });
    requireSuccess(title, slice.load);
    return slice;
  };
  return requireCounted(program, server, measure, ({ load }) => load.requests);
}

/** Warms up each server, and runs the rounds from `first` until the next restart. */
async function measureStart(
  context: ExperimentContext,
  running: RunningProgram[],
  plan: ComparisonPlan,
  first: number,
): Promise<Round[]> {
  const warmUps = new Map<RunningProgram, number>();
  for (const one of running) {
    const { load } = await measureSlice(context, one, 'Warm-up', plan.warmUpSeconds);
    warmUps.set(one, load.requests);
  }
  const rounds: Round[] = [];
  for (let index = first; index < Math.min(first + plan.roundsPerStart, plan.rounds); index += 1) {
    const round: Round = {};
    for (const one of orderOf(running, index)) {
      const measured = await measureSlice(context, one, `Round ${index + 1}`, plan.measuredSeconds);
      round[one.program.name] = { ...measured, warmUpRequests: index === first ? (warmUps.get(one) ?? 0) : 0 };
    }
    rounds.push(round);
  }
  return rounds;
}

/**
 * Measures the servers in turn, several times, after a check that they serve the same feed. All are
 * running, but only one at a time is under load. The speed of a machine varies from second to
 * second, so turns are short; two processes of one program differ, too, so all are restarted
 * after some rounds.
 */
export async function runRounds(
  context: ExperimentContext,
  programs: ServerProgram[],
  plan: ComparisonPlan,
): Promise<Round[]> {
  const { server, report, signal } = context;
  const access = { databaseUrl: server.apiUrl, signal };
  await report.step('Check that all serve the same feed', () => requireSameFeeds(programs, access));
  const rounds: Round[] = [];
  while (rounds.length < plan.rounds)
    rounds.push(
      ...(await withServers(programs, access, (running) => measureStart(context, running, plan, rounds.length))),
    );
  return rounds;
}
