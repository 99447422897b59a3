import { writeAnswers } from './confirmed-answers.ts';
import { dashboardExpressions } from './dashboard-expressions.ts';
import { askPrometheus } from './promtool.ts';
import { onGrid, readRecording } from './recording.ts';
import { answer } from './replay.ts';

// Has Prometheus confirm what we answer on the recorded scrapes, and keeps it for machines that have no Prometheus.
const scrapes = onGrid(readRecording().scrapes);
const timesMs = scrapes.map(({ atMs }) => atMs);
const answers = answer(dashboardExpressions, scrapes, timesMs);
const objections = await askPrometheus(scrapes, answers);
if (objections) {
  console.error(objections);
  process.exitCode = 1;
} else {
  writeAnswers(answers);
  console.log(`Prometheus agrees; written: ${answers.length} answers`);
}
