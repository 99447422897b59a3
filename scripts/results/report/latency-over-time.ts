import { html } from 'hono/html';
import { formatMilliseconds } from '../../lib/format.ts';
import { mostlyFailed } from '../what-changed.ts';
import { type Fragment, paragraphs } from './fragment.ts';
import { logAxis } from './log-axis.ts';
import type { ShownRun } from './shown-run.ts';
import { rangeOf, type Slice, sliceWords } from './slices.ts';
import { smallMultiples } from './small-multiples.ts';

const p50Of = ({ p50Ms }: Slice) => p50Ms;
const p99Of = ({ p99Ms }: Slice) => p99Ms;

function describe({ result }: ShownRun, slices: Slice[]): string {
  const { latencyMs, series } = result;
  const ranges = { p50: rangeOf(slices, p50Of), p99: rangeOf(slices, p99Of) };
  const spread = ([lowest, highest]: [number, number]) =>
    `from ${formatMilliseconds(lowest)} to ${formatMilliseconds(highest)}`;
  const [single, silent] = series ? sliceWords(slices, series) : ['', []];
  return [
    `Over the whole test p50 was ${formatMilliseconds(latencyMs.p50)}, and p99 ${formatMilliseconds(latencyMs.p99)}.`,
    ...(ranges.p50 && ranges.p99 ? [`${single} p50 was ${spread(ranges.p50)}, and p99 ${spread(ranges.p99)}.`] : []),
    ...silent,
    ...(mostlyFailed(result) ? ['Most of these requests failed: this is how long it took to fail.'] : []),
  ].join(' ');
}

/** How long answers took, second by second. */
export function latencyOverTime(runs: ShownRun[]): Fragment {
  const times = runs.flatMap(
    ({ result }) => result.series?.points.flatMap(({ p50Ms, p99Ms }) => [p50Ms ?? 0, p99Ms ?? 0]) ?? [],
  );
  return html`<section><h2>How long an answer took, over time</h2>
${paragraphs([
  'Latency is the time from asking to the answer, also when the answer is an error. The solid line is p50: half of the answers were at least as quick. The dashed line is p99: 99 of 100 were. One in 100 took longer still.',
  'The scale is logarithmic: each step upwards is a multiple of the one below. Low is good. All pictures have the same scale.',
])}
${smallMultiples({ runs, y: logAxis(times, 7), curves: [{ of: p99Of, dashed: true }, { of: p50Of }], describe })}
</section>`;
}
