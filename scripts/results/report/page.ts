import { html } from 'hono/html';
import type { Comparison } from '../comparison.ts';
import type { ResultsByStage } from '../results-by-stage.ts';
import { comparisonSection } from './comparison-section.ts';
import { connections } from './connections.ts';
import { errors } from './errors.ts';
import { htmlPage } from './html-page.ts';
import { latencyDistribution } from './latency-distribution.ts';
import { latencyOverTime } from './latency-over-time.ts';
import { plans } from './plans.ts';
import { reportRuns } from './report-run.ts';
import { slowestRequest } from './slowest-request.ts';
import { stagesTable } from './stages-table.ts';
import { successOverTime } from './success-over-time.ts';
import { testSetup } from './test-setup.ts';
import { throttling } from './throttling.ts';

/** The data of the report, which the report embeds as JSON for programs. */
export interface ReportData {
  schema: 1;
  results: ResultsByStage;
  comparison?: Comparison;
}

/** The report as one file. */
export async function reportPage(data: ReportData): Promise<string> {
  const runs = reportRuns(data.results);
  const main = html`<h1>A feed API under load: broken, then fixed in two steps</h1>
<p class="lead">What the load tests measured at each stage, and what the numbers mean. Fix 1 is a pool of database connections that all requests share. Fix 2 is an index in the database.</p>
${stagesTable(data.results)}
${successOverTime(runs)}
${latencyOverTime(runs)}
${latencyDistribution(runs)}
${slowestRequest(runs)}
${connections(runs)}
${plans(data.results)}
${errors(runs)}
${throttling(runs)}
${data.comparison ? comparisonSection(data.comparison) : ''}
${testSetup(runs)}`;
  return htmlPage({ title: 'feed-lab: load test report', main, data: { id: 'feed-lab-report', value: data } });
}
