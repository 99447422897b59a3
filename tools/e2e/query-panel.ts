import { rows } from '../../dashboards/panels.ts';
import { formatCount } from '../../scripts/lib/format.ts';
import { sum } from '../../scripts/lib/numbers.ts';
import { check, prometheus } from './context.ts';

/** A time range from one sample to another; `endsAt` is a Unix time. */
export interface Window {
  endsAt: number;
  seconds: number;
}

/** A PromQL duration that reaches back to before the load test that has just ended. */
export const lookBack = '3m';

export const panels = rows.flatMap((row) => row.panels);

/** Evaluates a panel's own query over a window. */
export async function queryPanel(id: string, query: number, { endsAt, seconds }: Window) {
  const expression = panels.find((panel) => panel.id === id)?.queries[query]?.expression;
  if (!expression) throw new Error(`there is no panel ${id} with ${query + 1} queries`);
  // A millisecond more on both sides: a range does not include a sample at its very start.
  const range = `${Math.round(seconds * 1000) + 2}ms`;
  const series = await prometheus.ask(expression.replaceAll('$__rate_interval', range), endsAt + 0.001);
  return series.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

/** The sum over all series. */
export const sumPanel = async (id: string, query: number, window: Window) =>
  sum((await queryPanel(id, query, window)).map(({ value }) => value));

/** How many there were in the window, from a panel that shows a rate per second. */
export const countPanel = async (id: string, query: number, window: Window) =>
  (await sumPanel(id, query, window)) * window.seconds;

/** The count may differ from k6's by 1 %, and by k6's first request, which its result leaves out. */
export function checkCount(what: string, count: number, expected: number): void {
  check(
    `${what}: ${formatCount(count)}; k6: ${formatCount(expected)}`,
    Math.abs(count - expected) <= expected * 0.01 + 2,
  );
}
