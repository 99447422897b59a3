import { rows } from '../../dashboards/panels.ts';
import { check } from './context.ts';
import { ask } from './prometheus.ts';

/** Every query of every panel is answered with a number: after a load test, and when everything is idle. */
export async function provePanels(): Promise<void> {
  const unanswered: string[] = [];
  let queries = 0;
  for (const { id, queries: ofPanel } of rows.flatMap((row) => row.panels))
    for (const { expression, legend } of ofPanel) {
      queries += 1;
      const series = await ask(expression.replaceAll('$__rate_interval', '20s'));
      if (series.length === 0 || series.some(({ value }) => !Number.isFinite(Number(value[1]))))
        unanswered.push(`${id}: ${legend}`);
    }
  check(
    `all ${queries} queries of the dashboard are answered with numbers (${unanswered.join(', ') || 'all'})`,
    unanswered.length === 0,
  );
}
