import type { Result } from '../../scripts/results/result.ts';

/** What happened slice by slice, and how latencies were spread: with a second in which nothing was answered. */
export const exampleSeries: Pick<Result, 'series' | 'latencyDistribution'> = {
  series: {
    everySeconds: 1,
    points: [
      {
        second: 0,
        requests: 100,
        failures: [{ status: 503, code: 'connection_timeout', count: 25 }],
        p50Ms: 40,
        p99Ms: 90,
      },
      { second: 1, requests: 110, failures: [], p50Ms: 50, p99Ms: 120 },
      { second: 3, requests: 3, failures: [{ status: 0, code: 'timeout', count: 3 }], p50Ms: null, p99Ms: null },
      { second: 4, requests: 90, failures: [], p50Ms: 45, p99Ms: 400 },
    ],
  },
  latencyDistribution: [
    { share: 0, ms: 0 },
    { share: 0.5, ms: 45 },
    { share: 0.99, ms: 390 },
    { share: 1, ms: 900 },
  ],
};
