import { readFileSync } from 'node:fs';
import { html, raw } from 'hono/html';
import { connections } from './connections.ts';
import { embeddedCopy, type ReportData } from './embedded-copy.ts';
import { errors } from './errors.ts';
import { howItWasRun } from './how-it-was-run.ts';
import { latencyDistribution } from './latency-distribution.ts';
import { latencyOverTime } from './latency-over-time.ts';
import { otherPlaces } from './other-places.ts';
import { plans } from './plans.ts';
import { shownRuns } from './shown-run.ts';
import { stagesTable } from './stages-table.ts';
import { successOverTime } from './success-over-time.ts';
import { throttling } from './throttling.ts';

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');

/** A number and its unit stay on one line. */
const keepTogether = (text: string) => text.replaceAll(/(\d) (%|ms|s|GiB|req\/s)(?![a-z])/g, '$1\u00a0$2');

/** The report as one file that asks for nothing else; the policy in its head has the browser see to that. */
export async function reportPage(data: ReportData): Promise<string> {
  const runs = shownRuns(data.results);
  const main = html`<h1>A feed API under load: broken, and cured in two steps</h1>
<p class="lead">What a load test measured at each stage, and what it means. Fix 1 is a pool of database connections that all requests share; fix 2 is an index in the database.</p>
${stagesTable(data.results)}
${successOverTime(runs)}
${latencyOverTime(runs)}
${latencyDistribution(runs)}
${connections(runs)}
${plans(data.results)}
${errors(runs)}
${throttling(runs)}
${data.comparison ? otherPlaces(data.comparison) : ''}
${howItWasRun(runs)}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>feed-lab: what was measured</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${raw(keepTogether(String(await main)))}
</main>
${embeddedCopy(data)}
</body>
</html>
`;
  return String(await page);
}
