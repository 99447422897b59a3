import { formatMilliseconds } from '../lib/format.ts';
import type { Machine } from '../measure/machine.ts';
import { readExperiment } from './experiments.ts';
import type { FigureList } from './kept-results.ts';
import { allAt } from './path.ts';
import { sayMachine } from './say-machine.ts';

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
  return (allAt(readExperiment(folder, 'request-timeline'), path) as TimelineRow[]).filter(
    ({ phase }) => phase !== 'the whole',
  );
}

export const sumOfMs = (rows: TimelineRow[]): number => rows.reduce((sum, { inOneMs }) => sum + inOneMs, 0);

const untilQuery = (rows: TimelineRow[]) =>
  rows.slice(
    0,
    rows.findIndex(({ phase }) => phase === 'query'),
  );

/** Figures of experiments that are more than one number of one row. */
export function namedExperimentFigures(folder: string): FigureList {
  const alone = (indexed: boolean) => timelineOf(folder, { shared: false, indexed, users: 1 });
  const query = (indexed: boolean) => alone(indexed).filter(({ phase }) => phase === 'query');
  return {
    'request-timeline.alone.loginMs': () => formatMilliseconds(sumOfMs(untilQuery(alone(true)))),
    'request-timeline.alone.queryMs': () => formatMilliseconds(sumOfMs(query(false))),
    'request-timeline.alone.indexedQueryMs': () => formatMilliseconds(sumOfMs(query(true))),
    'experiments.machine': () =>
      sayMachine((readExperiment(folder, 'request-timeline') as { machine: Machine }).machine),
  };
}
