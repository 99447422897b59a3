import { addressCommands, makeCommand, type Report } from '../lib/report.ts';
import { type Stage, titleOfStage } from '../scenario/stages.ts';
import { blocksStage } from './check.ts';
import type { Judged } from './judge.ts';
import type { CheckResult, Verification } from './verification.ts';

const verdictLabels: Record<CheckResult['verdict'], string> = { pass: 'yes', fail: 'NO', open: '-', missing: '?' };

const reachedTexts: Record<Stage, string> = {
  broken: 'Fix 1 does not hold yet.',
  pooled: `${titleOfStage('pooled')}: fix 1 holds. Well done.`,
  indexed: `${titleOfStage('indexed')}: both fixes hold. Well done.`,
};

/** Where the next fix has no NO, but a `?`. */
const undecidedTexts: Record<CheckResult['stage'], string> = {
  pooled: 'Fix 1 cannot be judged yet: some evidence is missing.',
  indexed: 'Fix 1 holds. Fix 2 cannot be judged yet: some evidence is missing.',
};

function describeReached({ reached, checks }: Verification): string {
  const blocking = checks.filter(blocksStage);
  const [first] = blocking;
  if (!first || blocking.some(({ stage, verdict }) => stage === first.stage && verdict === 'fail'))
    return reachedTexts[reached];
  return undecidedTexts[first.stage];
}

/** Prints every check, what verify left, and `level` + 1 hints for the first check that failed. */
export function printVerification(
  verification: Verification,
  { target, left, level }: { target: string; left: string[]; level: number },
  report: Report,
): void {
  const { checks } = verification;
  report.print('');
  for (const { question, verdict, evidence } of checks)
    report.print(`${verdictLabels[verdict].padEnd(5)}${question}\n     ${evidence}`);
  report.print('');
  report.print(describeReached(verification));
  for (const line of left) report.print(line);
  const failed = checks.find(blocksStage);
  if (!failed?.hints) return;
  const shown = failed.hints.slice(0, level + 1).map((hint) => addressCommands(hint, target));
  report.print(`\n${failed.question}\n${shown.map((hint) => `  ${hint}`).join('\n')}`);
  if (level >= 2) return;
  const flags = Array(level + 1).fill('--hint');
  report.print(`More: ${makeCommand(`verify ARGS="${flags.join(' ')}"`, target)}`);
}

/**
 * A verification for programs; docs/verify.md documents the fields. Fields may be added under
 * schema 1. `hint` is the first of three.
 */
export function verificationJson(
  { reached, checks }: Verification,
  { variant, migration, posts, lastRun }: Judged,
  { target, wanted, holds, left }: { target: string; wanted: Stage | undefined; holds: boolean; left: string[] },
): string {
  const document = {
    schema: 1,
    at: new Date().toISOString(),
    target,
    variant: variant ?? 'unknown',
    migration,
    posts,
    wanted: wanted ?? null,
    reached,
    holds,
    checks: checks.map(({ hints, ...check }) => ({ ...check, hint: hints ? addressCommands(hints[0], target) : null })),
    lastRun: lastRun?.id ?? null,
    left,
  };
  return JSON.stringify(document, null, 2);
}
