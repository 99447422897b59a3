import { formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { FigureList } from './kept-results.ts';
import { sumOfMs, timelineOf, untilQuery } from './timeline.ts';

/** Figures of experiments that are more than one number of one row. */
export function namedExperimentFigures(folder: string): FigureList {
  const alone = (indexed: boolean) => timelineOf(folder, { shared: false, indexed, users: 1 });
  const query = (indexed: boolean) => alone(indexed).filter(({ phase }) => phase === 'query');
  return {
    'request-timeline.alone.loginMs': () => formatMilliseconds(sumOfMs(untilQuery(alone(true)))),
    'request-timeline.alone.queryMs': () => formatMilliseconds(sumOfMs(query(false))),
    'request-timeline.alone.indexedQueryMs': () => formatMilliseconds(sumOfMs(query(true))),
  };
}
