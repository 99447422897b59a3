import type { Report } from '../lib/report.ts';
import { titleOfStage } from '../scenario/stages.ts';
import { type Finding, type Judgement, stands } from './verdict.ts';

const words: Record<Finding['verdict'], string> = { pass: 'yes', fail: 'NO', open: '-', missing: '?' };

/** What the stage that was reached means to a person. */
const reachedTexts: Record<Judgement['reached'], string> = {
  broken: 'Fix 1 does not hold yet.',
  pooled: `${titleOfStage('pooled')}: fix 1 holds.`,
  indexed: `${titleOfStage('indexed')}: both fixes hold.`,
};

/** Says each question with its verdict and evidence, and for the first failure a hint: the `level`-th, and those before it. */
export function printJudgement({ reached, checks }: Judgement, report: Report, level: number): void {
  report.print('');
  for (const { question, verdict, evidence } of checks)
    report.print(`${words[verdict].padEnd(5)}${question}\n     ${evidence}`);
  report.print('');
  const failed = checks.find(stands);
  const isMissing = failed?.verdict === 'missing';
  report.print(isMissing ? 'Not judged to the end: something to judge by is missing.' : reachedTexts[reached]);
  if (!failed?.hints) return;
  const shown = failed.hints.slice(0, level + 1);
  report.print(`\n${failed.question}\n${shown.map((hint) => `  ${hint}`).join('\n')}`);
  if (level < 2)
    report.print(
      `More: make verify ARGS="${Array(level + 1)
        .fill('--hint')
        .join(' ')}"`,
    );
}
