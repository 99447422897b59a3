import '../../scripts/lib/own-environment.ts';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { thisMachine } from '../../scripts/lib/machine.ts';
import { runMain } from '../../scripts/lib/main.ts';
import { listenForStop } from '../../scripts/lib/stop-signal.ts';
import { formatTable } from '../../scripts/lib/table.ts';
import { besideBusyLoop } from './busy-loop.ts';
import { calibrationTable, disagrees } from './calibration.ts';
import { shuffled } from './choose-fixes.ts';
import type { Fix } from './fix.ts';
import { expectedStage, verdicts } from './fixes.ts';
import { type GalleryLab, openGalleryLab } from './gallery-lab.ts';
import { type GalleryRun, type JudgedFix, readJudged, writeGalleryRun } from './gallery-run.ts';
import { disagreements, type Judged } from './judgment.ts';
import { leaveOutImpossible } from './left-out.ts';
import { type GalleryOptions, help, readOptions } from './options.ts';

// `make gallery`: applies wrong, half-right and right fixes as a learner would, and compares the
// verdicts of `make verify` with the expected ones. Exits with 1 if any differs.

function describe({ reached, firstNo, verifySeconds, disagreements: found, remarks }: Judged, seconds: number): string {
  const verdict = reached ? `${verdicts[reached]}${firstNo ? `, first NO ${firstNo}` : ''}` : 'no verdict';
  const times = `verify ${formatSeconds(verifySeconds * 1000)}, total ${formatSeconds(seconds * 1000)}`;
  const wrong = found.map((kind) => `\n  DISAGREES: ${disagreements[kind]}`).join('');
  return `${verdict} (${times})${wrong}${remarks.map((remark) => `\n    ${remark.replaceAll('\n', '\n    ')}`).join('')}`;
}

/**
 * Tries each fix that has not been judged so far, prints each verdict as soon as it is known, and
 * adds it.
 */
async function judgeAll(
  lab: GalleryLab,
  fixes: Fix[],
  judgedSoFar: JudgedFix[],
  keep: () => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, fix] of fixes.entries()) {
    if (index < judgedSoFar.length) continue;
    signal.throwIfAborted();
    const startedAt = performance.now();
    const judged = await lab.tryFix(fix);
    signal.throwIfAborted();
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(`${index + 1}/${fixes.length} ${fix.name}: ${describe(judged, seconds)}`);
    const { remarks: _, ...kept } = judged;
    judgedSoFar.push({ name: fix.name, expected: expectedStage(fix), ...kept });
    keep();
  }
}

/** Resolves to all runs; `keep` is called after each fix. */
async function runGallery(
  { target, busy, record, fixes: wanted, runs, firstSeed }: GalleryOptions,
  keep: (run: GalleryRun) => void,
  signal: AbortSignal,
): Promise<GalleryRun> {
  const { fixes, leftOut, reason } = await leaveOutImpossible(wanted, target);
  const names = leftOut.map(({ name }) => name);
  if (names.length > 0) console.log(`${names.length} fixes are left out, because ${reason}: ${names.join('; ')}.`);
  console.log(`${fixes.length} fixes; starting a lab ...`);
  const lab = await openGalleryLab(target);
  const all: GalleryRun = { schema: 1, target, busy, leftOut: names, runs: [] };
  try {
    for (let run = 0; run < runs; run += 1) {
      const seed = firstSeed + run;
      console.log(`\nRun ${run + 1} of ${runs}, order ${seed}`);
      const started = {
        seed,
        startedAt: new Date().toISOString(),
        machine: thisMachine(),
        ofFixes: fixes.length,
      };
      const judged = record ? readJudged(all, started) : [];
      if (judged.length > 0) console.log(`${judged.length} fixes have been judged before an interruption.`);
      all.runs.push({ ...started, fixes: judged });
      await judgeAll(lab, shuffled(fixes, seed), judged, () => keep(all), signal);
    }
    return all;
  } finally {
    await lab.remove();
  }
}

await runMain(async (args) => {
  if (args.includes('--help')) return console.log(help);
  const options = readOptions(args, process.env);
  const { signal } = listenForStop();
  let file = '';
  const keep = (run: GalleryRun) => {
    if (options.record) file = writeGalleryRun(run);
  };
  const judge = () => runGallery(options, keep, signal);
  const run = await (options.busy ? besideBusyLoop(judge) : judge());
  const { rows, ...format } = calibrationTable([run]);
  console.log(`\n${formatTable(rows, format)}${file && `\nKept: ${file}`}`);
  if (disagrees(run)) process.exitCode = 1;
});
