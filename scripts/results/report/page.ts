import { readFileSync } from 'node:fs';
import { html, raw } from 'hono/html';
import type { Comparison } from '../comparison.ts';
import type { ResultsByStage } from '../results-by-stage.ts';
import { comparisonSection } from './comparison-section.ts';
import { connections } from './connections.ts';
import { errors } from './errors.ts';
import { latencyDistribution } from './latency-distribution.ts';
import { latencyOverTime } from './latency-over-time.ts';
import { plans } from './plans.ts';
import { reportRuns } from './report-run.ts';
import { slowestRequest } from './slowest-request.ts';
import { stagesTable } from './stages-table.ts';
import { successOverTime } from './success-over-time.ts';
import { testSetup } from './test-setup.ts';
import { throttling } from './throttling.ts';

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');

/** The data of the report, which the report embeds as JSON for programs. */
export interface ReportData {
  schema: 1;
  results: ResultsByStage;
  comparison?: Comparison;
}

/**
 * JSON for a script element. HTML has no escapes in one, so `<` becomes JSON's own escape:
 * otherwise a text could end the element. (HTML standard, 4.12.1.3 "Restrictions for contents of
 * script elements")
 */
const embeddedJson = (data: ReportData) => raw(JSON.stringify(data).replaceAll('<', '\\u003c'));

/** Keeps a number and its unit on one line. */
const keepTogether = (text: string) => text.replaceAll(/(\d) (%|ms|s|GiB|req\/s)(?![a-z])/g, '$1\u00a0$2');

/** The report as one file. Its Content-Security-Policy makes the browser refuse every request. */
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
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>feed-lab: load test report</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${raw(keepTogether(String(await main)))}
</main>
<script type="application/json" id="feed-lab-report">${embeddedJson(data)}</script>
</body>
</html>
`;
  return String(await page);
}
