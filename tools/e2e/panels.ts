import { rows } from '../../dashboards/panels.ts';
import { seriesOf } from '../../dashboards/promql.ts';
import { withoutRecordings } from '../../dashboards/recording-rules.ts';
import { formatCount } from '../../scripts/lib/format.ts';
import { sum } from '../../scripts/lib/numbers.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import { check, prometheus, signal } from './context.ts';
import { readPanelQueries } from './grafana-api.ts';

/** A time range from one sample to another; `endsAt` is a Unix time. */
export interface Window {
  endsAt: number;
  seconds: number;
}

/** A PromQL duration that reaches back to before the load test that has just ended. */
export const lookBack = '3m';

const panels = rows.flatMap((row) => row.panels);

/** Evaluates an expression with `$__rate_interval` over a window. */
export async function queryOver(expression: string, { endsAt, seconds }: Window) {
  // A millisecond more on both sides: a range does not include a sample at its very start.
  const range = `${Math.round(seconds * 1000) + 2}ms`;
  const series = await prometheus.ask(expression.replaceAll('$__rate_interval', range), endsAt + 0.001);
  return series.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

/** Evaluates a panel's own query over a window. */
export async function queryPanel(id: string, query: number, window: Window) {
  const expression = panels.find((panel) => panel.id === id)?.queries[query]?.expression;
  if (!expression) throw new Error(`there is no panel ${id} with ${query + 1} queries`);
  return queryOver(expression, window);
}

/** The sum over all series. */
export const sumPanel = async (id: string, query: number, window: Window) =>
  sum((await queryPanel(id, query, window)).map(({ value }) => value));

/** How many there were in the window, from a panel that shows a rate per second. */
export const countPanel = async (id: string, query: number, window: Window) =>
  (await sumPanel(id, query, window)) * window.seconds;

/** A count may differ from k6's by 1 %, and by k6's first request, which its result omits. */
export function checkCount(what: string, count: number, expected: number): void {
  check(
    `${what}: ${formatCount(count)}; k6: ${formatCount(expected)}`,
    Math.abs(count - expected) <= expected * 0.01 + 2,
  );
}

/** Whether the API had no request in a window up to a Unix time; undefined without scrapes. */
async function wasIdle(windowSeconds: number, at: number): Promise<boolean | undefined> {
  const requests = `sum(rate(${seriesOf('api', 'http_requests_total')}[${windowSeconds}s]))`;
  const [rate] = await prometheus.ask(requests, at);
  return rate && Number(rate.value[1]) === 0;
}

const now = () => Date.now() / 1000;

/** Waits until Prometheus has scraped the API twice, which every rate needs. */
async function waitForRates(): Promise<void> {
  const hasRates = async () => (await wasIdle(20, now())) !== undefined;
  check('Prometheus scrapes the API', await waitUntil(hasRates, { timeoutMs: 60_000, intervalMs: 1000, signal }));
}

/**
 * Checks, now or at a Unix time, that every query that Grafana sends for a panel returns numbers.
 * The query of a `number` panel must return NaN, which Grafana shows as `idle`, if and only if
 * there were no requests.
 */
export async function checkPanels(when: string, at?: number): Promise<void> {
  if (at === undefined) await waitForRates();
  const time = at ?? now();
  const failed: string[] = [];
  const panelQueries = await readPanelQueries();
  for (const { title, type, queries } of panelQueries) {
    const answers = queries.map(async ({ expression, rateIntervalSeconds }) => {
      const values = (await prometheus.ask(expression, time)).map(({ value }) => Number(value[1]));
      const isNaNExpected = type === 'stat' && (await wasIdle(rateIntervalSeconds, time));
      return { values, isShown: values.length > 0 && values.every(isNaNExpected ? Number.isNaN : Number.isFinite) };
    });
    const shown = await Promise.all(answers);
    const texts = shown.map(({ values }) => values.map((value) => value.toPrecision(4)).join(', '));
    console.log(`  ${title}: ${texts.join(' | ')}`);
    if (!shown.every(({ isShown }) => isShown)) failed.push(title);
  }
  check(
    `all ${panelQueries.length} panels show numbers, or that there are no requests, ${when} (wrong: ${failed.join(', ') || 'none'})`,
    panelQueries.length === panels.length && failed.length === 0,
  );
}

/** A metric with its matchers, where it has any. A matcher may have a brace in its string. */
const selector = /\b(?:http|db|pg|container|k6)_\w+(?:\{(?:[^"}]|"[^"]*")*\})?/g;

/** Checks that every selector finds series: no panel shows only the 0 that stands for no data. */
export async function checkSeries(): Promise<void> {
  const expressions = panels.flatMap(({ queries }) => queries.map(({ expression }) => expression));
  const selectors = new Set(expressions.flatMap((expression) => withoutRecordings(expression).match(selector) ?? []));
  const missing: string[] = [];
  // Looks back to the load tests, because k6's series ended with them.
  for (const series of selectors)
    if ((await prometheus.ask(`count(last_over_time(${series}[15m]))`)).length === 0) missing.push(series);
  check(
    `all ${selectors.size} selectors of the dashboard find series in Prometheus (missing: ${missing.join(', ') || 'none'})`,
    missing.length === 0,
  );
}
