import { readKeptRun } from '../../../scripts/experiments/kept-run.ts';
import { allAt } from './path.ts';

/** A part of a request in docs/runs/request-timeline.json. */
export interface TimelineRow {
  phase: string;
  inOneMs: number;
}

/** The parts of the middle one of many requests, in order: with a connection of its own, or of a shared pool; `users` is how many asked at once. */
export function timelineOf(
  folder: string,
  { shared, indexed, users }: { shared: boolean; indexed: boolean; users: number },
): TimelineRow[] {
  const connections = shared ? 'one shared pool of 10' : 'one per request';
  const path = `rows[connections=${connections}, indexed=${indexed}, users=${users}]`;
  return (allAt(readKeptRun('request-timeline', folder), path) as TimelineRow[]).filter(
    ({ phase }) => phase !== 'the whole',
  );
}

export const sumOfMs = (rows: TimelineRow[]): number => rows.reduce((sum, { inOneMs }) => sum + inOneMs, 0);

/** What comes before the query: the login, or the wait in line. */
export const untilQuery = (rows: TimelineRow[]) =>
  rows.slice(
    0,
    rows.findIndex(({ phase }) => phase === 'query'),
  );
