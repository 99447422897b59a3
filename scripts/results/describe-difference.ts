import { formatCount } from '../lib/format.ts';
import { judge, oneIn, type Spread, spreadOf } from './noise.ts';
import { differentConditions } from './places.ts';
import type { Result } from './result.ts';
import { type Measure, measures } from './results-table.ts';
import { factor } from './what-changed.ts';

/** "req/s (2.1 times higher)" */
function differenceIn({ name }: Measure, here: Spread, there: Spread): string {
  const times = factor(here.median, there.median);
  return times === '–' ? name : `${name} (${times})`;
}

/** Which measures differ by more than the noise between runs of one stage here and elsewhere (`name`), in words. */
export function describeDifference(name: string, here: Result[], there: Result[]): string {
  const judged = measures.map((measure) => {
    const [ours, theirs] = [spreadOf(here.map(measure.of)), spreadOf(there.map(measure.of))];
    return { measure, ours, theirs, verdict: judge(ours, theirs) };
  });
  const fewest = Math.min(here.length, there.length);
  if (judged.some(({ verdict }) => verdict === 'too few runs')) return `${name}: too few runs (${fewest}) to tell.`;
  const apart = judged.filter(({ verdict }) => verdict === 'larger than the noise');
  const [one, other] = [here[0], there[0]];
  const conditions = one && other ? differentConditions(one, other) : [];
  return [
    apart.length === 0
      ? `${name}: no difference is larger than the noise.`
      : `${name}: larger than the noise: ${apart.map(({ measure, ours, theirs }) => differenceIn(measure, ours, theirs)).join(', ')}.`,
    ...(apart.length > 0
      ? [
          `Where nothing differs, chance alone sets a number apart like this in 1 of ${formatCount(oneIn(here.length, there.length))} comparisons; ${judged.length} numbers were compared.`,
        ]
      : []),
    ...(conditions.length > 0 ? [`Not alike: ${conditions.join(', ')}.`] : []),
  ].join(' ');
}
