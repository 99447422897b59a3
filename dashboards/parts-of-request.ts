import type { Query } from './panel.ts';

/**
 * What a request spends its time on, in the order in which it is drawn: by the panel in Grafana
 * and on the live page, and by the report. Neighbors have colors that are easy to tell apart, and
 * none is red, which stands for failures.
 */
export const partsOfRequest = [
  { part: 'connect', legend: 'opening a connection', color: 'purple' },
  { part: 'wait', legend: 'waiting for a free connection', color: 'orange' },
  { part: 'query', legend: 'query', color: 'blue' },
  { part: 'rest', legend: 'the rest', color: 'green' },
] as const satisfies (Pick<Query, 'legend' | 'color'> & { part: string })[];

/** A value for each part. */
export type OfEachPart<Value> = Record<(typeof partsOfRequest)[number]['part'], Value>;
