// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom/worker';
import { exampleResult, exampleSeries } from '../../../tools/sandbox/example-result.ts';
import { compareRuns } from '../comparison.ts';
import { comparisonRows } from '../comparison-text.ts';
import { measures } from '../measures.ts';
import { type Result, resultSchema } from '../result.ts';
import type { ResultsByStage } from '../results-by-stage.ts';
import { resultRows } from '../results-table.ts';
import { reportPage } from './page.ts';

const withPlan = (plan: Result['evidence']['plan']) => ({ evidence: { ...exampleResult('pooled').evidence, plan } });
const scan = { node: 'Seq Scan', relation: 'posts', rows: 10_000, loops: 1, ms: 5, children: [] };
const planTree = withPlan({
  node: 'Seq Scan',
  index: null,
  executionMs: 7,
  rowsRead: 10_000,
  tree: { node: 'Limit', rows: 20, loops: 1, ms: 7, children: [scan] },
});
const planLines = withPlan({
  node: 'Index Scan',
  index: 'idx_posts_created_at',
  executionMs: 0.1,
  rowsRead: 20,
  lines: ['Index Scan using idx_posts_created_at on posts  (rows=20)'],
});
const results: ResultsByStage = {
  broken: exampleResult('broken', {
    ...exampleSeries,
    successRate: 0.012,
    failed: 5928,
    errors: [
      { status: 503, code: '<script>alert(1)</script>', count: 5900 },
      { status: 0, code: 'timeout', count: 28 },
    ],
  }),
  pooled: exampleResult('pooled', { ...exampleSeries, successRate: 0.99999, ...planTree }),
  indexed: exampleResult('indexed', { ...exampleSeries, ...planLines }),
};

async function open(data: Parameters<typeof reportPage>[0]) {
  const page = await reportPage(data);
  const { document } = parseHTML(page);
  return {
    page,
    texts: (selector: string) =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => textContent?.replaceAll('\u00a0', ' ') ?? ''),
    labels: (selector: string) =>
      [...document.querySelectorAll(selector)].map((found) => found.getAttribute('aria-label')),
    copy: JSON.parse(document.querySelector('#feed-lab-report')?.textContent ?? ''),
  };
}

test('the table shows the numbers of the results, and the embedded copy contains the results', async () => {
  const { texts, copy } = await open({ schema: 1, results });
  assert.deepEqual(copy.results, results);
  for (const stage of ['broken', 'pooled', 'indexed'] as const) {
    const kept = resultSchema.parse(copy.results[stage]);
    assert.deepEqual(
      texts(`#stages [data-run=${stage}] td`),
      measures.map(({ value, format }) => format(value(kept))),
    );
  }
  assert.deepEqual(texts('#stages [data-run=pooled] td')[0], '99.99 %');
  assert.match(
    texts('#stages .change').join('\n'),
    /fix 1no factors, because most requests failed in the first run\n.*fix 2the same/,
  );
});

test('an error code from the API is escaped, in the page and in the embedded copy', async () => {
  const { page, texts } = await open({ schema: 1, results });
  assert.doesNotMatch(page, /<script>alert/);
  assert.ok(texts('tbody th').includes('503 <script>alert(1)</script>'));
  assert.ok(texts('td').includes('5,900 (98.33 %)'));
  assert.equal(page.match(/<script/g)?.length, 1);
});

test('no text of a result becomes HTML of the page', async () => {
  const text = `"'><img src=x onerror=alert(1)></script></style></svg><!--`;
  const hostile = (value: unknown, name = ''): unknown => {
    if (typeof value === 'string') return ['stage', 'startedAt', 'target'].includes(name) ? value : text;
    if (Array.isArray(value)) return value.map((item) => hostile(item));
    if (!value || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hostile(item, key)]));
  };
  const { tree } = planTree.evidence.plan;
  const whole = { ...results.broken, ...planTree, tuning: { scramIterations: 1, posts: 1, reasons: ['why'] } };
  const [broken, pooled] = [hostile(whole), hostile({ ...results.pooled, ...planLines })] as [Result, Result];
  const comparison = compareRuns([pooled], [{ ...pooled, id: 'other', target: text }]);
  const { page, texts } = await open({ schema: 1, results: { broken, pooled }, comparison });
  assert.ok(tree && texts('.tree').join().includes(text));
  assert.doesNotMatch(page, /<img src=x|<!--/);
  assert.deepEqual([page.match(/<script/g)?.length, page.match(/<\/style>/g)?.length], [1, 1]);
});

test('every chart has a description with its numbers', async () => {
  const { labels } = await open({ schema: 1, results });
  const descriptions = labels('svg[role=img]').join('\n');
  assert.match(
    descriptions,
    /^Broken\. Over the whole test, 1\.20.% .* Per second, the success rate ranged from 0.% to 100.%\. In 2 of 5 seconds, no request was answered/m,
  );
  assert.match(
    descriptions,
    /^After fix 2 \(index\)\. Over the whole test, p50 was 490.ms .* p99 ranged from 90.0.ms to 400.ms/m,
  );
  assert.match(descriptions, /The share of responses.* Broken: half of the responses arrived within 490.ms/);
});

test('a plan is a tree with remarks on the nodes that matter; without a tree, it is text', async () => {
  const { texts } = await open({ schema: 1, results });
  const [without, withoutTree] = texts('.plans .card');
  assert.match(
    without ?? '',
    /Without the index: 7\.0 ms.*Limit.*Seq Scan on posts 10,000 rows, 5\.0 ms.*reads every post/s,
  );
  assert.match(withoutTree ?? '', /With the index: 0\.10 ms.*Index Scan using idx_posts_created_at.*reads the index/s);
  assert.match(texts('li').join('\n'), /Without load, the execution time of one query is 1\/70 as high with the index/);
});

test('values that a result does not contain are reported as missing', async () => {
  const { texts, labels } = await open({ schema: 1, results: { pooled: exampleResult('pooled') } });
  const text = texts('main').join();
  assert.match(text, /This result has no values per second/);
  assert.match(text, /After fix 1 \(pooling\) is not in the chart/);
  assert.match(text, /Seq Scan on posts: 10,000 rows\. The result does not contain the full plan/);
  assert.match(text, /With the index\s*There is no result yet/);
  assert.match(text, /No request failed in any of these runs/);
  assert.deepEqual(labels('svg[role=img]'), []);
  assert.deepEqual(texts('#stages [data-run=broken] td'), ['–', '–', '–', '–']);
  assert.doesNotMatch(text, /NaN|undefined|Infinity|\[object/);
});

test('the section about CPU limits is only in a report with a run in a cluster', async () => {
  const inCluster = await open({
    schema: 1,
    results: { ...results, pooled: exampleResult('pooled', { target: 'kind' }) },
  });
  assert.match(inCluster.texts('main').join(), /CPU throttling.*no CPU limit, or the container restarted/s);
  const local = await open({ schema: 1, results });
  assert.doesNotMatch(local.texts('main').join(), /CPU throttling/);
});

test('a run without requests and an increased p99 are reported correctly', async () => {
  const nothing = exampleResult('broken', { requests: 0, successRate: 0, requestsPerSecond: 0 });
  const slower = exampleResult('indexed', { latencyMs: { mean: 400, p50: 300, p95: 600, p99: 1400, max: 2000 } });
  const { texts } = await open({ schema: 1, results: { ...results, broken: nothing, indexed: slower } });
  const text = texts('main').join();
  assert.match(text, /p99 2\.0 times as high/);
  assert.match(text, /Not as expected: the average is at most 25 %/);
  assert.doesNotMatch(text, /NaN|undefined|Infinity/);
});

test("the learner's variant has a fourth row and a fourth line", async () => {
  const mine = exampleResult('pooled', { ...exampleSeries, variant: 'mine' });
  const { texts, labels } = await open({ schema: 1, results: { ...results, mine } });
  assert.deepEqual(
    texts('#stages tr[data-run] th'),
    resultRows({ ...results, mine }).map(({ title }) => title),
  );
  assert.equal(labels('svg[role=img]').filter((label) => label?.startsWith('Your own, like After fix 1')).length, 2);
  assert.equal(texts('.legend li svg').length, 4);
});

test('runs on other machines are shown in a table with the same cells as in the terminal', async () => {
  const { pooled } = results;
  const there = [1, 2, 3].map((day) =>
    exampleResult('pooled', { id: `${day}`, users: 50, startedAt: `2026-01-0${day}T00:00:00.000Z` }),
  );
  const comparison = compareRuns(pooled ? [pooled] : [], there);
  const { texts, copy } = await open({ schema: 1, results, comparison });
  assert.deepEqual(copy.comparison, comparison);
  const squeeze = (cells: string[]) => cells.map((cell) => cell.replaceAll(' ', ''));
  assert.deepEqual(
    squeeze(texts('#comparison tbody th, #comparison tbody td')),
    squeeze(comparisonRows(comparison).flat()),
  );
  assert.match(texts('#comparison li').join('\n'), /After fix 1 \(pooling\), there: too few runs \(1\) to tell\./);
});

test('the slowest request of each run is divided into its parts, as text and as bars on one scale; without one, the section is left out', async () => {
  const slower = { totalMs: 1800, waitMs: 0, connectMs: 1200, queryMs: 599.8 };
  const broken = exampleResult('broken', { slowestRequest: slower });
  const { texts, page } = await open({ schema: 1, results: { ...results, broken } });
  const parts = texts('li').filter((text) => /of which/.test(text));
  assert.deepEqual(parts, [
    'Broken: 1,800 ms, of which opening a connection 1,200 ms, query 600 ms, the rest 0.20 ms.',
    'After fix 1 (pooling): 900 ms, of which waiting for a free connection 850 ms, query 40.0 ms, the rest 10.0 ms.',
    'After fix 2 (index): 900 ms, of which waiting for a free connection 850 ms, query 40.0 ms, the rest 10.0 ms.',
  ]);
  const [wide = ''] = /The slowest request of each run.*?<\/svg>/s.exec(page) ?? [];
  const bars = [...wide.matchAll(/<rect [^>]*>/g)].map(([rect]) => ({
    x: Number(/ x="([^"]*)"/.exec(rect)?.[1]),
    fill: /fill="([^"]*)"/.exec(rect)?.[1],
  }));
  assert.deepEqual(
    bars.map(({ fill }) => fill),
    ['purple', 'blue', 'green', 'orange', 'blue', 'green', 'orange', 'blue', 'green'].map((color) => `var(--${color})`),
  );
  const [opening, query, , wait, secondQuery] = bars.map(({ x }) => x);
  assert.equal(opening, wait);
  const pixelsPerMs = (Number(query) - Number(opening)) / 1200;
  assert.ok(Math.abs(Number(secondQuery) - Number(wait) - 850 * pixelsPerMs) < 0.01);
  const without = await open({ schema: 1, results: { indexed: exampleResult('indexed') } });
  assert.doesNotMatch(without.page, /slow request/);
});
