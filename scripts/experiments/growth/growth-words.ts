import { formatCount, formatMilliseconds } from '../../lib/format.ts';
import type { GrowthPoint } from './growth-points.ts';

/** "4.8 ms", or "4.8 ms (4.5 ms to 5.2 ms)" where executions differ. */
function describeSpread({ median, lowest, highest }: GrowthPoint, format: (value: number) => string): string {
  const [middle, ...range] = [median, lowest, highest].map(format);
  return new Set(range).size === 1 ? `${middle}` : `${middle} (${range.join(' to ')})`;
}

function describeKind(points: GrowthPoint[], format: (value: number) => string): string {
  const parts = points.map((point) => {
    const prediction = point.predicted === null ? '' : `, predicted ${format(point.predicted)}`;
    return `${describeSpread(point, format)} with ${formatCount(point.posts)} posts${prediction}`;
  });
  return parts.join('; ');
}

const kinds = [
  ['Without the index', false],
  ['With the index', true],
] as const;

/** All numbers of the chart of pages, a sentence for each line. */
export function describePages(points: GrowthPoint[]): string[] {
  return kinds.map(([title, indexed]) => {
    const ofKind = points.filter((point) => point.indexed === indexed);
    return `${title}, the feed query touches this many pages: ${describeKind(ofKind, formatCount)}.`;
  });
}

/** All numbers of the chart of times. */
export function describeTimes(points: GrowthPoint[]): string[] {
  return kinds.flatMap(([title, indexed]) =>
    [false, true].map((cold) => {
      const ofKind = points.filter((point) => point.indexed === indexed && point.cold === cold);
      return `${title}${cold ? ', first after a restart' : ''}, the feed query takes: ${describeKind(ofKind, formatMilliseconds)}.`;
    }),
  );
}
