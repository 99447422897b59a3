import { html } from 'hono/html';
import { formatMachineSize } from '../../lib/format.ts';
import { bulletList, type Fragment, table } from '../../results/report/fragment.ts';
import { htmlPage } from '../../results/report/html-page.ts';
import { storyUsers } from '../../scenario/story.ts';
import type { ExperimentRow } from '../experiment.ts';
import type { KeptRun } from '../kept-run.ts';
import { growthChart } from './growth-chart.ts';
import { pagePoints, timePoints } from './growth-points.ts';
import { loadTable, queryTable } from './growth-table.ts';
import { describePages, describeTimes } from './growth-words.ts';

const colors = { unindexed: 'var(--orange)', indexed: 'var(--green)' };

function describeGoal({ goal, wanted, measured, lowest, highest, reached }: ExperimentRow): string {
  return `${goal} ${wanted}: ${measured} (${lowest} to ${highest}), ${reached ? 'reached' : 'not reached'}.`;
}

function chartsSection(run: KeptRun): Fragment {
  const [pages, times] = [pagePoints(run), timePoints(run)];
  const chart = (title: string, drawn: Fragment) => html`<figure><figcaption>${title}</figcaption>${drawn}</figure>\n`;
  return html`<section><h2>Pages and time of the feed query alone</h2>
<p>Dots are medians, with a line from the lowest to the highest. Dashed lines are the prediction, made before the query was executed: the pages from the catalog, and the time if it grew as the pages do. Rings are the first execution after PostgreSQL was restarted. Both scales are logarithmic: each step is ten times the one before.</p>
<div class="multiples of-2">${chart('Pages touched', growthChart(pages, 'pages', colors, describePages(pages).join(' ')))}${chart('Time of the query', growthChart(times, 'ms', colors, describeTimes(times).join(' ')))}</div>
${queryTable(run)}
<p>Below each median is the range, where executions differ.</p>
</section>`;
}

/** The run with its charts, for the person who measured it. */
export function growthPage(run: KeptRun): Promise<string> {
  const { goals = [], conditions = [] } = run.tables;
  const started = `${run.startedAt.slice(0, 19).replace('T', ' ')} UTC`;
  const facts = [
    ['started', started],
    ['machine', formatMachineSize(run.machine)],
    ...conditions.map(({ condition, value }) => [String(condition), String(value)]),
  ];
  // A paragraph, then a line for each name of a number.
  const [how = '', names = ''] = run.method.split('\n\n');
  const main = html`<h1>The feed in growing tables</h1>
<p class="lead">${run.question}</p>
${chartsSection(run)}
<section><h2>The API under load</h2>
<p>What ${storyUsers} users get. Requests per second (req/s), p50 and p99 include failed requests. Where no request succeeded, there is no p50 or p99.</p>
${loadTable(run)}
</section>
<section><h2>Goals</h2>
${bulletList(goals.map(describeGoal))}
</section>
<section><h2>How it was measured</h2>
<p>${how}</p>
${bulletList(names.split('\n').map((line) => line.replace(/ {2,}/, ': ')))}
<div class="facts">${table('Conditions', ['', 'value'], facts)}</div>
</section>`;
  return htmlPage({ title: 'feed-lab: the feed in growing tables', main, data: { id: 'feed-lab-run', value: run } });
}
