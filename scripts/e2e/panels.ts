import { rows } from '../../dashboards/panels.ts';
import { check } from './context.ts';
import { ask } from './prometheus.ts';

const queries = rows.flatMap((row) => row.panels).flatMap((panel) => panel.queries);

/** Every query of every panel is answered with a number: after a load test, and when everything is idle. */
export async function provePanels(): Promise<void> {
  const unanswered: string[] = [];
  for (const { expression } of queries) {
    const series = await ask(expression.replaceAll('$__rate_interval', '20s'));
    if (series.length === 0 || series.some(({ value }) => !Number.isFinite(Number(value[1]))))
      unanswered.push(expression);
  }
  check(`all ${queries.length} queries of the dashboard are answered with numbers`, unanswered.length === 0);
}

/** Every series that a panel is made of is really there: no panel shows only the 0 that stands for nothing. */
export async function proveSeries(): Promise<void> {
  const names = new Set(queries.flatMap(({ expression }) => expression.match(/\b(?:http|db|pg|container)_\w+/g) ?? []));
  const missing: string[] = [];
  for (const name of names) if ((await ask(`count(${name})`)).length === 0) missing.push(name);
  check(
    `all ${names.size} metrics of the dashboard are in Prometheus (missing: ${missing.join(', ') || 'none'})`,
    missing.length === 0,
  );
}
