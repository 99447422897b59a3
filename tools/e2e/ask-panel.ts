import { rows } from '../../dashboards/panels.ts';
import { formatCount } from '../../scripts/lib/format.ts';
import { check } from './context.ts';
import { ask } from './prometheus.ts';

/** A stretch of time from one sample to another. */
export interface Window {
  endsAt: number;
  seconds: number;
}

/** Before the load, and until its last scrape has come: nobody has replaced the API meanwhile. */
export const lookBack = '3m';

const panels = rows.flatMap((row) => row.panels);

/** What a panel's own query answers over a window, by its labels. */
export async function askPanel(id: string, query: number, { endsAt, seconds }: Window) {
  const expression = panels.find((panel) => panel.id === id)?.queries[query]?.expression;
  if (!expression) throw new Error(`there is no panel ${id} with ${query + 1} queries`);
  // A millisecond more on both sides: a window leaves out what stands at its very beginning.
  const window = `${Math.round(seconds * 1000) + 2}ms`;
  const series = await ask(expression.replaceAll('$__rate_interval', window), endsAt + 0.001);
  return series.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

export const sum = (series: { value: number }[]) => series.reduce((total, { value }) => total + value, 0);

/** How many there were in the window, by a panel that shows how many there are per second. */
export const countOf = async (id: string, query: number, window: Window) =>
  sum(await askPanel(id, query, window)) * window.seconds;

/** Within 1 %; and k6's first look at the API, which the API counts and k6 does not. */
const isNear = (seen: number, expected: number) => Math.abs(seen - expected) <= expected * 0.01 + 2;

export function checkCount(what: string, seen: number, expected: number): void {
  check(`${what}: ${formatCount(seen)}, and k6 says ${formatCount(expected)}`, isNear(seen, expected));
}
