import { resultBegin, resultEnd } from './markers.ts';
import { failureMetric, knownFailures } from './outcomes.ts';

interface Summary {
  metrics: Record<string, { values: Record<string, number> } | undefined>;
  state: { testRunDurationMs: number };
}

/** k6 calls this at the end of the test; what it returns is printed. Rates are 0..1, latencies milliseconds. */
export function handleSummary({ metrics, state }: Summary): { stdout: string } {
  const count = (name: string) => metrics[name]?.values.count ?? 0;
  const time = (statistic: string) => metrics.lab_answer_time?.values[statistic] ?? 0;
  const failed = count('lab_failed');
  const requests = count('lab_succeeded') + failed;
  const durationSeconds = state.testRunDurationMs / 1000;
  const result = {
    durationSeconds,
    requests,
    failed,
    successRate: requests ? (requests - failed) / requests : 0,
    requestsPerSecond: requests / durationSeconds,
    latencyMs: { mean: time('avg'), p50: time('med'), p95: time('p(95)'), p99: time('p(99)'), max: time('max') },
    errors: knownFailures
      .map(([status, code]) => ({ status: Number(status) || 0, code, count: count(failureMetric(status, code)) }))
      .filter((error) => error.count > 0),
  };
  return { stdout: `${resultBegin}\n${JSON.stringify(result)}\n${resultEnd}\n` };
}
