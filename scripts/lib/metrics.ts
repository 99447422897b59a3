import { LabError } from './lab-error.ts';

/** One sample of a /metrics page. */
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
 * @throws {LabError} `crashed` without a 2xx response in time
 */
export async function readMetrics(url: string, withinMs = 5000): Promise<Sample[]> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(withinMs) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return parseMetrics(await response.text());
  } catch (error) {
    throw new LabError('crashed', `Nobody answers at ${url}/metrics.`, 'See what runs, with the verb status.', {
      cause: error,
    });
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
 * When the youngest of several processes started, as a Unix time; 0 without any. It increases
 * between two scrapes when a process is started, and never when one stops.
 */
export function latestStartSeconds(samples: Sample[]): number {
  return Math.max(0, ...samples.filter(({ name }) => name === 'process_start_time_seconds').map(({ value }) => value));
}
