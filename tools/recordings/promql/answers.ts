import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordingRules } from '../../../dashboards/recording-rules.ts';
import { apiJob } from '../../../dashboards/release-labels.ts';
import { panelExpressions, toLiveExpression } from '../../../scripts/live/panel-values.ts';
import { compile } from '../../../scripts/live/promql/compile.ts';
import { metricNames } from '../../../scripts/live/promql/selector.ts';
import type { VectorSample } from '../../../scripts/live/promql/vector.ts';
import { createSampleStore } from '../../../scripts/live/sample-store.ts';
import type { Scrape } from './scrapes.ts';

/** The result of an expression at a time. */
export interface Answer {
  expression: string;
  atMs: number;
  vector: VectorSample[];
}

/** The longest window of a recording rule. */
const maxWindowSeconds = 300;

/** Every query of every panel, and every recording rule. */
export const dashboardExpressions: string[] = [
  ...new Set([...panelExpressions, ...recordingRules.map(({ expression }) => toLiveExpression(expression))]),
];

/** Evaluates each expression at each time, in ascending order, on the scrapes up to then. */
export function evaluateScrapes(
  expressions: string[],
  scrapes: Scrape[],
  timesMs: number[],
  keepSeconds = maxWindowSeconds,
): Answer[] {
  const compiled = expressions.map((expression) => ({ expression, evaluate: compile(expression) }));
  const store = createSampleStore({ keepSeconds, names: new Set(expressions.flatMap(metricNames)) });
  const ahead = [...scrapes];
  return timesMs.flatMap((atMs) => {
    while (ahead[0] && ahead[0].atMs <= atMs) {
      store.add(apiJob, ahead[0].atMs, ahead[0].samples);
      ahead.shift();
    }
    return compiled.map(({ expression, evaluate }) => ({ expression, atMs, vector: evaluate(store, atMs) }));
  });
}

/** A line for each expression, with its vector in every second of the recorded scrapes. */
const file = fileURLToPath(new URL('confirmed-answers.jsonl', import.meta.url));

// JSON has no NaN.
const writeNaN = (_: string, value: unknown) => (Number.isNaN(value) ? 'NaN' : value);
const readNaN = (key: string, value: unknown) => (key === 'value' && value === 'NaN' ? Number.NaN : value);

/** Only for answers that Prometheus has confirmed, each expression at the same times. */
export function writeConfirmedAnswers(answers: Answer[]): void {
  const vectors = new Map<string, VectorSample[][]>();
  for (const { expression, vector } of answers) vectors.set(expression, [...(vectors.get(expression) ?? []), vector]);
  const lines = [...vectors].map(([expression, vectors]) => `${JSON.stringify({ expression, vectors }, writeNaN)}\n`);
  writeFileSync(file, lines.join(''));
}

/** By expression, its vector in every second. */
export function readConfirmedAnswers(): Map<string, VectorSample[][]> {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => JSON.parse(line, readNaN)).map(({ expression, vectors }) => [expression, vectors]),
  );
}
