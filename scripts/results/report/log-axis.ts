/** The steps of a logarithmic axis within ten times as much: 1, 2, 5, 10. */
const steps = [1, 2, 5];

/** An axis for times, each step a multiple of the one before: 10 ms, 20 ms, 50 ms, 100 ms. */
export interface LogAxis {
  type: 'log';
  domain: [number, number];
  ticks: number[];
  tickFormat: (ms: number) => string;
}

/** 0.5 -> "0.5 ms", 2000 -> "2 s" */
function formatTick(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

/**
 * The axis on which all these times (ms) find room. With more than `mostTicks` steps, only each tenfold has a number.
 * A logarithm has no zero: what took no measurable time stands at the lower end.
 */
export function logAxis(times: number[], mostTicks: number): LogAxis {
  const positive = times.filter((ms) => ms > 0);
  const [lowest, highest] = [Math.min(...positive, 1000), Math.max(...positive, 1)];
  const all: number[] = [];
  for (let power = -3; power <= 6; power += 1)
    for (const step of steps) all.push(Number((step * 10 ** power).toPrecision(1)));
  const from = all.findLast((tick) => tick <= lowest) ?? 0.001;
  const to = all.find((tick) => tick >= highest && tick > from) ?? 5_000_000;
  const within = all.filter((tick) => tick >= from && tick <= to);
  const ticks = within.length > mostTicks ? within.filter((tick) => Number.isInteger(Math.log10(tick))) : within;
  return { type: 'log', domain: [from, to], ticks, tickFormat: formatTick };
}
