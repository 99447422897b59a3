import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { VectorSample } from '../../../scripts/live/promql/vector.ts';
import type { Answer } from './replay.ts';

/** A line for each expression, with its vector in every second of the recorded scrapes. Written only after Prometheus agreed. */
const file = fileURLToPath(new URL('confirmed-answers.jsonl', import.meta.url));

export interface ConfirmedAnswers {
  expression: string;
  /** By second. */
  vectors: VectorSample[][];
}

export function writeAnswers(answers: Answer[]): void {
  const expressions = [...new Set(answers.map(({ expression }) => expression))];
  const lines = expressions.map((expression): ConfirmedAnswers => {
    const vectors = answers.filter((answer) => answer.expression === expression).map(({ vector }) => vector);
    return { expression, vectors };
  });
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

export function readAnswers(): ConfirmedAnswers[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}
