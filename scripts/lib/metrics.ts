import { LabError } from './lab-error.ts';

/** A sample in the response of /metrics. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Parses Prometheus's text format as prom-client writes it: `name{label="value"} number`. */
export function parseMetrics(page: string): Sample[] {
  return page.split('\n').flatMap((line) => {
    const [, name, labelText = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (!name) return [];
    const labels = Object.fromEntries(
      [...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, text]) => [label, text]),
    );
    return [{ name, labels, value: Number(value) }];
  });
}

/**
 * Scrapes a process once.
 * @throws {LabError} `crashed` if there is no 2xx response within the timeout
 */
export async function readMetrics(url: string, timeoutMs = 5000): Promise<Sample[]> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return parseMetrics(await response.text());
  } catch (error) {
    throw new LabError(
      'crashed',
      `No response from ${url}/metrics.`,
      'Run the verb status to see which parts are running.',
      {
        cause: error,
      },
    );
  }
}

/** The sum of a metric over all series that have these labels. */
export function sumOf(samples: Sample[], name: string, labels: Record<string, string> = {}): number {
  return samples
    .filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )
    .reduce((total, sample) => total + sample.value, 0);
}

/**
 * The start time of the most recently started process, as a Unix time; 0 if there is none. It
 * increases between two scrapes if a process was started, and never when one stops.
 */
export function latestStartSeconds(samples: Sample[]): number {
  return Math.max(0, ...samples.filter(({ name }) => name === 'process_start_time_seconds').map(({ value }) => value));
}

/** The processes that were scraped. */
export function countProcesses(samples: Sample[]): number {
  return samples.filter(({ name }) => name === 'process_start_time_seconds').length;
}
