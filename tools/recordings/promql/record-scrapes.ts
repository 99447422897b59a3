import { cpus, totalmem } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { formatMachine } from '../../../scripts/lib/machine.ts';
import { readMetrics } from '../../../scripts/lib/metrics.ts';
import { metricNames } from '../../../scripts/live/promql/metric-names.ts';
import { createTestLab } from '../../sandbox/run-verb.ts';
import { dashboardExpressions } from './dashboard-expressions.ts';
import { type Scrape, writeRecording } from './recording.ts';

// Walks through the lab's three stages in a lab of its own, scrapes the API every second, and writes what tests replay.
const names = new Set(dashboardExpressions.flatMap(metricNames));
/** Seconds that stay of each stretch in which nothing happens: longer than the windows that are tested. */
const idleSeconds = 7;
const verbs = ['up', 'loadtest', 'apply-fix', 'loadtest', 'apply-index', 'loadtest', 'down'];

/** Until the signal ends. A scrape that takes longer than a second makes the next one late, as Prometheus' would be. */
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

/** Leaves out what repeats the scrapes before it. */
function cutIdle(scrapes: Scrape[]): Scrape[] {
  const texts = scrapes.map(({ samples }) => JSON.stringify(samples));
  return scrapes.filter((_, at) => {
    const before = texts.slice(Math.max(0, at - idleSeconds), at);
    return before.length < idleSeconds || before.some((text) => text !== texts[at]);
  });
}

const lab = await createTestLab();
const over = new AbortController();
const scraping = scrapeEverySecond(`http://127.0.0.1:${lab.environment.API_PORT}`, over.signal);
try {
  for (const verb of verbs) {
    const { code, output } = await lab.run([verb], { DURATION: '10s' });
    console.log(output);
    if (code !== 0) throw new Error(`${verb} ended with ${code}`);
    await wait(idleSeconds * 1000);
  }
} finally {
  over.abort();
  await scraping;
  await lab.remove();
}
const scrapes = cutIdle(await scraping);
const machine = formatMachine({ cores: cpus().length, memoryBytes: totalmem() });
writeRecording({ machine, recordedAt: new Date().toISOString(), scrapes });
console.log(`written: ${scrapes.length} scrapes. Now: node --import tsx tools/recordings/promql/record-answers.ts`);
