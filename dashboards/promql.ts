/** Per second, over a window: the one that suits the dashboard's step, or one that a rule sets. */
export const rate = (series: string, window = '$__rate_interval'): string => `rate(${series}[${window}])`;

/** 0 where a query has no series at all: before the first request, or when everything is idle. */
export const orZero = (expression: string): string => `${expression} or on() vector(0)`;

/** A part of a whole, both in PromQL; no answer while the whole is 0, instead of NaN. */
export const share = (part: string, whole: string): string => `${part} / (${whole} > 0)`;

/** A mean of a histogram; 0 while nothing is observed. */
export function mean(histogram: string, labels = ''): string {
  const part = (suffix: string) => `sum(${rate(`${histogram}_${suffix}${labels}`)})`;
  return orZero(share(part('sum'), part('count')));
}

/** A quantile of a histogram over all its processes; no answer while nothing is observed, when histogram_quantile() is NaN. */
export function quantileIfAny(rank: number, histogram: string, labels = '', window?: string): string {
  return `histogram_quantile(${rank}, sum by (le) (${rate(`${histogram}_bucket${labels}`, window)})) >= 0`;
}

/** The same; 0 while nothing is observed. */
export function quantile(rank: number, histogram: string, labels = ''): string {
  return orZero(quantileIfAny(rank, histogram, labels));
}
