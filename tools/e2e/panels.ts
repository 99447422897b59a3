import { withoutRecordings } from '../../dashboards/recording-rules.ts';
import { check, prometheus } from './context.ts';
import { panels } from './query-panel.ts';

/** Every query of every panel returns numbers, now or at a Unix time. */
export async function checkPanels(when: string, at?: number): Promise<void> {
  const failed: string[] = [];
  for (const { title, queries } of panels) {
    const answers = await Promise.all(
      queries.map(({ expression }) => prometheus.ask(expression.replaceAll('$__rate_interval', '20s'), at)),
    );
    const values = answers.map((series) => series.map(({ value }) => Number(value[1])));
    console.log(
      `  ${title}: ${values.map((each) => each.map((value) => value.toPrecision(4)).join(', ')).join(' | ')}`,
    );
    if (values.some((each) => each.length === 0 || !each.every(Number.isFinite))) failed.push(title);
  }
  check(`all ${panels.length} panels show numbers ${when} (not: ${failed.join(', ') || 'none'})`, failed.length === 0);
}

/** A metric with its matchers, where it has any. */
const selector = /\b(?:http|db|pg|container|k6)_\w+(?:\{[^}]*\})?/g;

/** Every selector of a panel has found series: no panel shows only the 0 that replaces no data. */
export async function checkSeries(): Promise<void> {
  const expressions = panels.flatMap(({ queries }) => queries.map(({ expression }) => expression));
  const selectors = new Set(expressions.flatMap((expression) => withoutRecordings(expression).match(selector) ?? []));
  const missing: string[] = [];
  // Back to the load tests, with which k6's series have ended.
  for (const series of selectors)
    if ((await prometheus.ask(`count(last_over_time(${series}[15m]))`)).length === 0) missing.push(series);
  check(
    `all ${selectors.size} selectors of the dashboard find series in Prometheus (missing: ${missing.join(', ') || 'none'})`,
    missing.length === 0,
  );
}
