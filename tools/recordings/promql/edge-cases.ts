import { readFileSync } from 'node:fs';
import type { VectorSample } from '../../../scripts/live/promql/vector.ts';
import type { Answer } from './answers.ts';
import { parseScrapedSeries, parseSeries } from './scrapes.ts';

/** `name{label="value"} 1`; the name is left out where the result has none. */
function parseVectorSample(line: string): VectorSample {
  const [, name = '', labels = '', value = ''] = /^ {2}(\w*)(\{.*\})? (\S+)$/.exec(line) ?? [];
  const sample = parseSeries(`${name || 'unnamed'}${labels}`);
  return {
    labels: name ? { __name__: name, ...sample.labels } : sample.labels,
    value: Number(value.replace('+Inf', 'Infinity')),
  };
}

/** `eval instant at 4s rate(c[4s])`, and the expected vector in the lines below. */
function parseEvaluation(lines: string): Answer {
  const [head = '', ...samples] = lines.split('\n');
  const [, second, expression = ''] = /^eval instant at (\d+)s (.+)$/.exec(head) ?? [];
  return { expression, atMs: Number(second) * 1000, vector: samples.map(parseVectorSample) };
}

/** A few scrapes written by hand, and the answers of Prometheus. */
function parseCase(block: string) {
  const [title = '', load = '', ...evaluations] = block.split(/\n(?=load |eval )/);
  const [, ...lines] = load.split('\n');
  return {
    title: title.replace('# ', ''),
    series: parseScrapedSeries(lines),
    answers: evaluations.map(parseEvaluation),
  };
}

const file = new URL('edge-cases.txt', import.meta.url);

/** Written like Prometheus' own tests (promql/promqltest). */
export const edgeCases = readFileSync(file, 'utf8').trim().split('\n\n').map(parseCase);
