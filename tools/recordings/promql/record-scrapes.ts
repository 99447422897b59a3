import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { formatMachine } from '../../../scripts/lib/machine.ts';
import { readMetrics, type Sample } from '../../../scripts/lib/metrics.ts';
import { metricNames } from '../../../scripts/live/promql/selector.ts';
import { createTestLab } from '../../sandbox/run-verb.ts';
import { dashboardExpressions } from './answers.ts';
import { recordedFile, type Scrape } from './scrapes.ts';

// Scrapes the API of a lab of its own through the three stages, and writes recorded-scrapes.txt.
const names = new Set(dashboardExpressions.flatMap(metricNames));
/** Seconds kept of each stretch without changes: longer than a rate's window. */
const idleSeconds = 7;
const verbs = ['up', 'loadtest', 'apply-fix', 'loadtest', 'apply-index', 'loadtest', 'down'];

/** A scrape that takes longer than a second delays the next one, as in Prometheus. */
async function scrapeEverySecond(url: string, signal: AbortSignal): Promise<Scrape[]> {
  const scrapes: Scrape[] = [];
  for (let next = Date.now(); !signal.aborted; next = Math.max(next + 1000, Date.now())) {
    const atMs = Date.now();
    const samples = await readMetrics(url).catch(() => undefined);
    scrapes.push({ atMs, samples: samples?.filter(({ name }) => names.has(name)) });
    await wait(next + 1000 - Date.now());
  }
  return scrapes;
}

/** Leaves out scrapes that repeat those before them. */
function cutIdle(scrapes: Scrape[]): Scrape[] {
  const texts = scrapes.map(({ samples }) => JSON.stringify(samples));
  return scrapes.filter((_, at) => {
    const before = texts.slice(Math.max(0, at - idleSeconds), at);
    return before.length < idleSeconds || before.some((text) => text !== texts[at]);
  });
}

function toLines(scrapes: Scrape[]): string[] {
  const seriesOf = ({ name, labels }: Sample) =>
    `${name}{${Object.entries(labels).map(([label, value]) => `${label}="${value}"`)}}`;
  const columns = scrapes.map(({ samples = [] }) => new Map(samples.map((sample) => [seriesOf(sample), sample.value])));
  const series = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort();
  return series.map((text) => {
    const values = columns.map(
      (column, second) => column.get(text) ?? (columns[second - 1]?.has(text) ? 'stale' : '_'),
    );
    return `${text} ${values.join(' ')}\n`;
  });
}

const lab = await createTestLab();
const walked = new AbortController();
const scraping = scrapeEverySecond(`http://127.0.0.1:${lab.environment.API_PORT}`, walked.signal);
try {
  for (const verb of verbs) {
    const { code, output } = await lab.run([verb], { DURATION: '10s' });
    console.log(output);
    if (code !== 0) throw new Error(`${verb} ended with ${code}`);
    await wait(idleSeconds * 1000);
  }
} finally {
  walked.abort();
  await scraping;
  await lab.remove();
}
const scrapes = cutIdle(await scraping);
const machine = formatMachine({ cores: cpus().length, memoryBytes: totalmem() });
writeFileSync(recordedFile, `# ${new Date().toISOString()}, ${machine}\n${toLines(scrapes).join('')}`);
console.log(`written: ${scrapes.length} scrapes. Now: node --import tsx tools/recordings/promql/record-answers.ts`);
