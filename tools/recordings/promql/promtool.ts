import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTool, run } from '../../../scripts/lib/run.ts';
import { dropName, type Labels } from '../../../scripts/live/promql/vector.ts';
import type { Answer } from './answers.ts';
import { parseSeries, type ScrapedSeries, targetLabels } from './scrapes.ts';

/** `{__name__="metric",label="value"}` */
const seriesText = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;

function inputSeries(scraped: ScrapedSeries): { series: string; values: string }[] {
  return Object.entries(scraped).map(([series, values]) => {
    const { name, labels } = parseSeries(series);
    return {
      series: seriesText({ __name__: name, ...labels, ...targetLabels }),
      values: values.join(' '),
    };
  });
}

/**
 * In promtool no NaN equals another. A vector with NaN is checked with two expressions: one for the
 * samples that are NaN, and one for the others.
 */
function withoutNaN({ expression, atMs, vector }: Answer): Answer[] {
  if (!vector.some(({ value }) => Number.isNaN(value))) return [{ expression, atMs, vector }];
  const whichAreNaN = vector.map(({ labels, value }) => ({
    labels: dropName(labels),
    value: Number(Number.isNaN(value)),
  }));
  const others = vector.filter(({ value }) => !Number.isNaN(value));
  return [
    { expression: `(${expression}) != bool (${expression})`, atMs, vector: whichAreNaN },
    { expression: `(${expression}) == (${expression})`, atMs, vector: others },
  ];
}

/** JSON is also YAML, except for infinity. */
const yaml = (document: unknown): string =>
  JSON.stringify(document, (_, value) =>
    Math.abs(value) === Number.POSITIVE_INFINITY ? `INFINITY ${value > 0 ? '.inf' : '-.inf'}` : value,
  ).replaceAll(/"INFINITY (.*?)"/g, '$1');

/**
 * Compares answers with those of Prometheus' own engine, except for the last bit (`fuzzy_compare`).
 * Resolves to promtool's output when there are differences, otherwise to ''.
 * @throws {LabError} `tool_missing`
 */
export async function compareWithPrometheus(scraped: ScrapedSeries, answers: Answer[]): Promise<string> {
  const promtool = await requireTool('promtool', 'It comes with Prometheus: https://prometheus.io/download/');
  const tests = answers.flatMap(withoutNaN).map(({ expression, atMs, vector }) => ({
    expr: expression,
    eval_time: `${atMs}ms`,
    exp_samples: vector.map(({ labels, value }) => ({ labels: seriesText(labels), value })),
  }));
  const group = { interval: '1s', input_series: inputSeries(scraped), promql_expr_test: tests };
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-promtool-'));
  try {
    const file = join(folder, 'test.yaml');
    writeFileSync(file, yaml({ evaluation_interval: '1s', fuzzy_compare: true, tests: [group] }));
    const { exitCode, stdout, stderr } = await run('checks')`${promtool} test rules ${file}`;
    return exitCode === 0 ? '' : `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
