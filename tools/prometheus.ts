/** One series of an instant query: its labels and its latest sample. */
export interface PrometheusSeries {
  metric: Record<string, string>;
  value: [seconds: number, value: string];
}

/** One series over time. */
export interface SeriesOverTime {
  metric: Record<string, string>;
  values: [seconds: number, value: string][];
}

export interface Range {
  /** Unix times. */
  from: number;
  to: number;
  stepSeconds: number;
}

/** A client for Prometheus's HTTP API. */
export function prometheusAt(address: string) {
  async function read<Data>(path: string, parameters: Record<string, string> = {}): Promise<Data> {
    const response = await fetch(`${address}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    if (!response.ok)
      throw new Error(
        `Prometheus responded with ${response.status} to ${JSON.stringify(parameters)}: ${await response.text()}`,
      );
    return ((await response.json()) as { data: Data }).data;
  }

  async function query<Answer>(promql: string, at?: number): Promise<Answer[]> {
    const time: Record<string, string> = at === undefined ? {} : { time: String(at) };
    return (await read<{ result: Answer[] }>('query', { query: promql, ...time })).result;
  }

  return {
    read,
    /** An instant query, now or at a Unix time. */
    ask: (promql: string, at?: number) => query<PrometheusSeries>(promql, at),
    /** The raw samples of a range selector such as `http_requests_total[5m]`. */
    askSamples: (promql: string, at?: number) => query<SeriesOverTime>(promql, at),
    async askRange(promql: string, { from, to, stepSeconds }: Range): Promise<SeriesOverTime[]> {
      const range = { start: String(from), end: String(to), step: String(stepSeconds) };
      return (await read<{ result: SeriesOverTime[] }>('query_range', { query: promql, ...range })).result;
    },
  };
}
