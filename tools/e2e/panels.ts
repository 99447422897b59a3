import { rows } from '../../dashboards/panels.ts';
import { withoutRecordings } from '../../dashboards/recording-rules.ts';
import { check } from './context.ts';
import { ask } from './prometheus.ts';

const panels = rows.flatMap((row) => row.panels);
const queries = panels.flatMap((panel) => panel.queries);

/** Every query of every panel is answered with numbers, panel by panel: under load (at a Unix time), after it, and when everything is idle. */
export async function provePanels(when: string, at?: number): Promise<void> {
  const unanswered: string[] = [];
  for (const { title, queries } of panels) {
    const answers = await Promise.all(
      queries.map(({ expression }) => ask(expression.replaceAll('$__rate_interval', '20s'), at)),
    );
    const values = answers.map((series) => series.map(({ value }) => Number(value[1])));
    console.log(
      `  ${title}: ${values.map((found) => found.map((value) => value.toPrecision(4)).join(', ')).join(' | ')}`,
    );
    if (values.some((found) => found.length === 0 || !found.every(Number.isFinite))) unanswered.push(title);
  }
  check(
    `all ${panels.length} panels answer with numbers ${when} (not: ${unanswered.join(', ') || 'none'})`,
    unanswered.length === 0,
  );
}

/** A metric with its matchers, where it has any. */
const selector = /\b(?:http|db|pg|container|k6)_\w+(?:\{[^}]*\})?/g;

/** Every series that a panel asks for has been there: no panel shows only the 0 that stands for nothing. k6's end with its load. */
export async function proveSeries(): Promise<void> {
  const selectors = new Set(queries.flatMap(({ expression }) => withoutRecordings(expression).match(selector) ?? []));
  const missing: string[] = [];
  for (const series of selectors)
    if ((await ask(`count(last_over_time(${series}[15m]))`)).length === 0) missing.push(series);
  check(
    `all ${selectors.size} selectors of the dashboard find series in Prometheus (missing: ${missing.join(', ') || 'none'})`,
    missing.length === 0,
  );
}
