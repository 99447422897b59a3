import { dashboardExpressions, evaluateScrapes, writeConfirmedAnswers } from './answers.ts';
import { compareWithPrometheus } from './promtool.ts';
import { readRecordedSeries, toScrapes } from './scrapes.ts';

// Has Prometheus confirm our answers on the recorded scrapes, and writes confirmed-answers.jsonl.
const series = readRecordedSeries();
const scrapes = toScrapes(series);
// Also the seconds without a scrape, because the file has a vector for every second.
const seconds = Object.values(series)[0]?.length ?? 0;
const timesMs = Array.from({ length: seconds }, (_, second) => second * 1000);
const answers = evaluateScrapes(dashboardExpressions, scrapes, timesMs);
const differences = await compareWithPrometheus(series, answers);
if (differences) {
  console.error(differences);
  process.exitCode = 1;
} else {
  writeConfirmedAnswers(answers);
  console.log(`Prometheus agrees; written: ${answers.length} answers`);
}
