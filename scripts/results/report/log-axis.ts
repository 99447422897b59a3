const steps = [1, 2, 5];
/** Steps for a range that the steps above divide only once. */
const fineSteps = [1, 1.5, 2, 3, 5, 7];
const powers = Array.from({ length: 10 }, (_, index) => index - 3);

/** From 0.001 ms to 5,000,000 ms. A product such as 2 * 10 ** -3 is not exactly 0.002. */
const ticksOf = (chosen: number[]) => powers.flatMap((power) => chosen.map((step) => Number(`${step}e${power}`)));

const allTicks = ticksOf(steps);

/** 0.5 -> "0.5 ms", 2000 -> "2 s" */
export function formatTick(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

/** As many ticks as there is room for: in steps of 1, 2 and 5, of 1 and 3, or of 10 or 100. */
function chooseTicks(from: number, to: number, maxTicks: number): number[] {
  const within = (chosen: number[]) => ticksOf(chosen).filter((tick) => tick >= from && tick <= to);
  if (within(steps).length < 3) return within(fineSteps);
  const fitting = [steps, [1, 3], [1]].map(within).find(({ length }) => length <= maxTicks);
  return fitting ?? within([1]).filter((_, index) => index % 2 === 0);
}

/**
 * Plot's options for a logarithmic axis that includes all these times (ms), with at most `maxTicks`
 * ticks. A time of 0 has no logarithm and is drawn at the lower end. The times are transformed,
 * because Plot's own logarithmic scale leaves some ticks without their labels.
 */
export function logAxis(times: number[], maxTicks: number) {
  const positive = times.filter((ms) => ms > 0);
  const [lowest, highest] = [Math.min(...positive, 1000), Math.max(...positive, 1)];
  const from = allTicks.findLast((tick) => tick <= lowest) ?? 0.001;
  const to = allTicks.find((tick) => tick >= highest && tick > from) ?? 5_000_000;
  return {
    domain: [Math.log10(from), Math.log10(to)] as const,
    transform: (ms: number | null) => (ms === null ? null : Math.log10(Math.max(ms, from))),
    ticks: chooseTicks(from, to, maxTicks).map(Math.log10),
    tickFormat: (power: number) => formatTick(Number((10 ** power).toPrecision(2))),
  };
}
