/** 0.001 ms to 5,000,000 ms, in steps of 1, 2 and 5. */
const allTicks = Array.from({ length: 10 }, (_, index) => index - 3).flatMap((power) =>
  // A product such as 2 * 10 ** -3 is not exactly 0.002.
  [1, 2, 5].map((step) => Number(`${step}e${power}`)),
);

/** 0.5 -> "0.5 ms", 2000 -> "2 s" */
export function formatTick(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

/**
 * Plot's options for a logarithmic axis that includes all these times (ms). A time of 0 has no
 * logarithm and is drawn at the lower end. With more than `maxTicks` steps, only powers of ten have
 * a tick.
 */
export function logAxis(times: number[], maxTicks: number) {
  const positive = times.filter((ms) => ms > 0);
  const [lowest, highest] = [Math.min(...positive, 1000), Math.max(...positive, 1)];
  const from = allTicks.findLast((tick) => tick <= lowest) ?? 0.001;
  const to = allTicks.find((tick) => tick >= highest && tick > from) ?? 5_000_000;
  const within = allTicks.filter((tick) => tick >= from && tick <= to);
  const ticks = within.length > maxTicks ? within.filter((tick) => Number.isInteger(Math.log10(tick))) : within;
  return { type: 'log' as const, domain: [from, to] as const, ticks, tickFormat: formatTick };
}
