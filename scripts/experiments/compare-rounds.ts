import { median } from '../lib/numbers.ts';
import type { ExperimentRow } from './experiment.ts';
import type { Round, Slice } from './interleaved-rounds.ts';

/** The median and the range of a value over all rounds. */
export interface Spread {
  median: number;
  lowest: number;
  highest: number;
}

export function spreadOf(values: number[]): Spread {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

function sliceOf(round: Round, name: string): Slice {
  const slice = round[name];
  if (!slice) throw new Error(`no slice of ${name} in this round`);
  return slice;
}

/** The values of one server, round by round. A value that could not be measured is NaN. */
export function valuesOf(rounds: Round[], name: string, read: (slice: Slice) => number | null): number[] {
  return rounds.map((round) => read(sliceOf(round, name)) ?? Number.NaN);
}

const perSecond = ({ load }: Slice): number | null => load.requestsPerSecond;

/**
 * Requests per second of one server, or what `read` reads, divided by those of another. The ratio
 * is taken within each round: what slows the whole machine down for a while affects both numbers,
 * and cancels out.
 */
export function ratioOf(rounds: Round[], name: string, other: string, read = perSecond): Spread {
  const others = valuesOf(rounds, other, read);
  return spreadOf(valuesOf(rounds, name, read).map((value, round) => value / (others[round] ?? Number.NaN)));
}

/** The same for the CPU time per request, which depends less on what else the machine does. */
export const cpuRatioOf = (rounds: Round[], name: string, other: string): number =>
  ratioOf(rounds, name, other, ({ apiCpuMs }) => apiCpuMs).median;

/** What a server did in all rounds: medians, and the range of its requests per second. */
export function summarizeServer(rounds: Round[], name: string): ExperimentRow {
  const speed = spreadOf(valuesOf(rounds, name, perSecond));
  const medianOf = (read: (slice: Slice) => number | null) => median(valuesOf(rounds, name, read));
  return {
    requestsPerSecond: speed.median,
    slowestRoundPerSecond: speed.lowest,
    fastestRoundPerSecond: speed.highest,
    p50Ms: medianOf(({ load }) => load.latencyMs.p50),
    p99Ms: medianOf(({ load }) => load.latencyMs.p99),
    serverCpuMsPerRequest: medianOf(({ apiCpuMs }) => apiCpuMs),
    postgresCpuMsPerRequest: medianOf(({ postgresCpuMs }) => postgresCpuMs),
  };
}

/** Whether a ratio reaches its goal, by the median of the rounds. */
export function judgeGoal(goal: string, wanted: number, { median: measured, lowest, highest }: Spread): ExperimentRow {
  return { goal, wanted, measured, lowest, highest, reached: measured >= wanted };
}

/** The same where less is better: whether a value is at most its limit. */
export function judgeLimit(goal: string, wanted: number, { median: measured, lowest, highest }: Spread): ExperimentRow {
  return { goal, wanted, measured, lowest, highest, reached: measured <= wanted };
}

/** Every slice, for people who want to compute something else. */
export function listSlices(rounds: Round[]): ExperimentRow[] {
  return rounds.flatMap((round, index) =>
    Object.entries(round).map(([server, { load, apiCpuMs }]) => ({
      round: index + 1,
      server,
      requests: load.requests,
      requestsPerSecond: load.requestsPerSecond,
      p50Ms: load.latencyMs.p50,
      p99Ms: load.latencyMs.p99,
      serverCpuMsPerRequest: apiCpuMs,
    })),
  );
}
