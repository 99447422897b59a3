import { settings } from './context.ts';

/** One series of an instant query: its labels, and when it had which value. */
export interface Series {
  metric: Record<string, string>;
  value: [seconds: number, value: string];
}

/** Asks the cluster's Prometheus (Prometheus documentation, "Instant queries"). */
export async function ask(promql: string): Promise<Series[]> {
  const url = `http://127.0.0.1:${settings.prometheusPort}/api/v1/query?query=${encodeURIComponent(promql)}`;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Prometheus answers ${response.status} to ${promql}: ${await response.text()}`);
  return ((await response.json()) as { data: { result: Series[] } }).data.result;
}
