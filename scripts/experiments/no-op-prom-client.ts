// Replaces prom-client in an API that is built to measure what its metrics cost. It has only the
// exports that the API uses; if the API imports another one, it does not start.

/** A counter, a gauge or a histogram that keeps nothing. Its methods are those of prom-client. */
class NoMetric {
  inc(): void {}
  dec(): void {}
  set(): void {}
  zero(): void {}
  observe(): void {}
  remove(): void {}
  reset(): void {}
  labels(): this {
    return this;
  }
  startTimer(): () => number {
    return stopNothing;
  }
}
const stopNothing = () => 0;

export class Registry {
  contentType = 'text/plain';
  registerMetric(): void {}
  async metrics(): Promise<string> {
    return '';
  }
}

export const register = new Registry();
export function collectDefaultMetrics(): void {}
export { NoMetric as Counter, NoMetric as Gauge, NoMetric as Histogram, NoMetric as Summary };
