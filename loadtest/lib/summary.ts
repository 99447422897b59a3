import { type Failure, knownFailures } from './failures.ts';
import { failureMetric } from './outcomes.ts';
import { unpackParts } from './request-parts.ts';
import { quantiles, resultBegin, resultEnd, trendStatistic } from './result-format.ts';
import { everySeconds, responseTimeMetric, sliceFailureMetric, slices } from './series.ts';
import { slowestMetric } from './slowest-request.ts';

interface Summary {
  metrics: Record<string, { values: Record<string, number> } | undefined>;
  state: { testRunDurationMs: number };
}

/** Reads a statistic of a metric; 0 if the metric has no samples. */
type Read = (metric: string, statistic: string) => number;

function failuresBy(read: Read, metricOf: (failure: Failure) => string) {
  return knownFailures
    .map((failure) => ({
      status: Number(failure[0]) || 0,
      code: failure[1],
      count: read(metricOf(failure), 'count'),
    }))
    .filter((failure) => failure.count > 0);
}

function slicePoint(read: Read, slice: number) {
  const responseTime = responseTimeMetric(slice);
  const answered = read(responseTime, 'count');
  const unanswered = knownFailures
    .filter(([status]) => status === 0)
    .reduce((total, failure) => total + read(sliceFailureMetric(failure, slice), 'count'), 0);
  return {
    second: slice * everySeconds,
    requests: answered + unanswered,
    failures: failuresBy(read, (failure) => sliceFailureMetric(failure, slice)),
    p50Ms: answered ? read(responseTime, trendStatistic(0.5)) : null,
    p99Ms: answered ? read(responseTime, trendStatistic(0.99)) : null,
  };
}

/** Returns the text that k6 prints at the end. Rates are 0..1, latencies are milliseconds. */
export function handleSummary({ metrics, state }: Summary): { stdout: string } {
  const read: Read = (metric, statistic) => metrics[metric]?.values[statistic] ?? 0;
  const time = (statistic: string) => read('lab_answer_time', statistic);
  const failed = read('lab_failed', 'count');
  const requests = read('lab_succeeded', 'count') + failed;
  const durationSeconds = state.testRunDurationMs / 1000;
  const slowest = read(slowestMetric, 'max');
  const result = {
    durationSeconds,
    requests,
    failed,
    successRate: requests ? (requests - failed) / requests : 0,
    requestsPerSecond: requests / durationSeconds,
    latencyMs: {
      mean: time('avg'),
      p50: time(trendStatistic(0.5)),
      p95: time(trendStatistic(0.95)),
      p99: time(trendStatistic(0.99)),
      max: time('max'),
    },
    errors: failuresBy(read, failureMetric),
    series: {
      everySeconds,
      points: slices.map((slice) => slicePoint(read, slice)).filter(({ requests }) => requests > 0),
    },
    ...(slowest > 0 && { slowestRequest: unpackParts(slowest) }),
    ...(time('count') && {
      latencyDistribution: quantiles.map((quantile) => ({ share: quantile, ms: time(trendStatistic(quantile)) })),
    }),
  };
  return { stdout: `${resultBegin}\n${JSON.stringify(result)}\n${resultEnd}\n` };
}
