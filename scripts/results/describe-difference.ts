import { formatCount } from '../lib/format.ts';
import { differentConditions } from './conditions.ts';
import { formatFactor, measures } from './measures.ts';
import { chanceOneIn, isLargerThanNoise, minimumRuns, spreadOf } from './noise.ts';
import type { Result } from './result.ts';

/** Which measures differ by more than the noise, such as "req/s (2.1 times higher)". */
function differencesBetween(here: Result[], there: Result[]): string[] {
  return measures.flatMap(({ name, value }) => {
    const [ours, theirs] = [spreadOf(here.map(value)), spreadOf(there.map(value))];
    if (!isLargerThanNoise(ours, theirs)) return [];
    const factor = formatFactor(ours.median, theirs.median);
    return [factor === '–' ? name : `${name} (${factor})`];
  });
}

/** What differs by more than the noise between runs of one stage here and elsewhere. */
export function describeDifference(here: Result[], there: Result[]): string {
  const fewest = Math.min(here.length, there.length);
  if (fewest < minimumRuns) return `too few runs (${fewest}) to tell.`;
  const differences = differencesBetween(here, there);
  const chance = formatCount(chanceOneIn(here.length, there.length));
  const different = differentConditions([...here, ...there]);
  return [
    ...(differences.length > 0
      ? [
          `larger than the noise: ${differences.join(', ')}.`,
          `If nothing differed, chance alone would separate a number like this in 1 of ${chance} comparisons; ${measures.length} numbers were compared.`,
        ]
      : ['no difference is larger than the noise.']),
    ...(different.length > 0 ? [`Different conditions: ${different.join(', ')}.`] : []),
  ].join(' ');
}
