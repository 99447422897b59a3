import { readKeptRun } from '../../../scripts/experiments/kept-run.ts';
import { formatMilliseconds } from '../../../scripts/lib/format.ts';
import { findAll } from './find-in-run.ts';

/** A phase of one request, the median of many. */
export interface RequestPhase {
  phase: string;
  inOneMs: number;
}

/** The phases in docs/runs/request-timeline.json, in order; `users` send requests at once. */
export function readPhases(
  folder: string,
  { shared, indexed, users }: { shared: boolean; indexed: boolean; users: number },
): RequestPhase[] {
  const connections = shared ? 'one shared pool of 10' : 'one per request';
  const path = `rows[connections=${connections}, indexed=${indexed}, users=${users}]`;
  const phases = findAll(readKeptRun('request-timeline', folder), path) as RequestPhase[];
  return phases.filter(({ phase }) => phase !== 'the whole');
}

export const sumOfMs = (phases: RequestPhase[]): number => phases.reduce((sum, { inOneMs }) => sum + inOneMs, 0);

/** The time before the query: the login, or the wait for a connection. */
export const untilQueryMs = (phases: RequestPhase[]): number =>
  sumOfMs(
    phases.slice(
      0,
      phases.findIndex(({ phase }) => phase === 'query'),
    ),
  );

/** A login while nothing else is going on. */
export const loginMs = (folder: string): string =>
  formatMilliseconds(untilQueryMs(readPhases(folder, { shared: false, indexed: true, users: 1 })));
