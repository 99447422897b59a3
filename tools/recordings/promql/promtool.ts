import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTool, run } from '../../../scripts/lib/run.ts';
import { dropName, type Labels } from '../../../scripts/live/promql/vector.ts';
import { api } from './awkward-case.ts';
import type { Scrape } from './recording.ts';
import type { Answer } from './replay.ts';

const intervalMs = 1000;

/** `{__name__="metric",label="value"}`, which promtool reads. */
const seriesText = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;

/** The scrapes as promtool wants series: a value per interval, `_` for none, `stale` where a scrape no longer had it. */
function inputSeries(scrapes: Scrape[]): { series: string; values: string }[] {
  const columns = (scrapes.at(-1)?.atMs ?? 0) / intervalMs + 1;
  const series = new Map<string, string[]>();
  for (const { atMs, samples = [] } of scrapes) {
    const column = atMs / intervalMs;
    for (const { name, labels, value } of samples) {
      const text = seriesText({ __name__: name, ...labels, ...api });
      const values = series.get(text) ?? Array(columns).fill('_');
      values[column] = String(value);
      series.set(text, values);
    }
    for (const values of series.values()) {
      const before = values.slice(0, column).findLast((value) => value !== '_');
      if (values[column] === '_' && before !== undefined && before !== 'stale') values[column] = 'stale';
    }
  }
  return [...series].map(([text, values]) => ({ series: text, values: values.join(' ') }));
}

/** promtool finds no NaN equal to another; so of a vector with NaN in it we ask which samples are NaN, and what the others are. */
function askable({ expression, atMs, vector }: Answer): Answer[] {
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

/** JSON, which is YAML too, but for infinity. */
const yaml = (document: unknown): string =>
  JSON.stringify(document, (_, value) =>
    Math.abs(value) === Number.POSITIVE_INFINITY ? `INFINITY ${value > 0 ? '.inf' : '-.inf'}` : value,
  ).replaceAll(/"INFINITY (.*?)"/g, '$1');

/**
 * Asks Prometheus' own engine whether it answers the same, but for the last bit of a number (`fuzzy_compare`).
 * Resolves to what it has against it, in its words; to '' when it agrees. Times of scrapes are whole seconds.
 * @throws {LabError} `tool_missing`
 */
export async function askPrometheus(scrapes: Scrape[], answers: Answer[]): Promise<string> {
  const promtool = await requireTool('promtool', 'It comes with Prometheus: https://prometheus.io/download/');
  const tests = answers.flatMap(askable).map(({ expression, atMs, vector }) => ({
    expr: expression,
    eval_time: `${atMs}ms`,
    exp_samples: vector.map(({ labels, value }) => ({ labels: seriesText(labels), value })),
  }));
  const group = { interval: '1s', input_series: inputSeries(scrapes), promql_expr_test: tests };
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-promtool-'));
  try {
    const file = join(folder, 'test.yaml');
    writeFileSync(file, yaml({ evaluation_interval: '1s', fuzzy_compare: true, tests: [group] }));
    const { exitCode, stdout, stderr } = await run()`${promtool} test rules ${file}`;
    return exitCode === 0 ? '' : `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
