/** Per second, over the time that suits the dashboard's step. */
export const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

/** 0 where a query has no series at all: before the first request, or when everything is idle. */
export const orZero = (expression: string): string => `${expression} or on() vector(0)`;

/** A mean of a histogram; 0 while nothing is observed. */
export function mean(histogram: string, labels = ''): string {
  const part = (suffix: string) => `sum(${rate(`${histogram}_${suffix}${labels}`)})`;
  return orZero(`${part('sum')} / (${part('count')} > 0)`);
}

/** A quantile of a histogram over all its processes; 0 while nothing is observed, when histogram_quantile() is NaN. */
export function quantile(rank: number, histogram: string, labels = ''): string {
  return orZero(`histogram_quantile(${rank}, sum by (le) (${rate(`${histogram}_bucket${labels}`)})) >= 0`);
}
