import type { Report } from '../lib/report.ts';
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

/** Prints every check, what verify left, and `level` + 1 hints for the first check that failed. */
export function printVerification(
  { reached, checks }: Verification,
  left: string[],
  report: Report,
  level: number,
): void {
  report.print('');
  for (const { question, verdict, evidence } of checks)
    report.print(`${verdictLabels[verdict].padEnd(5)}${question}\n     ${evidence}`);
  report.print('');
  const failed = checks.find(blocksStage);
  report.print(failed?.verdict === 'missing' ? 'Not verified yet: some evidence is missing.' : reachedTexts[reached]);
  for (const line of left) report.print(line);
  if (!failed?.hints) return;
  const shown = failed.hints.slice(0, level + 1);
  report.print(`\n${failed.question}\n${shown.map((hint) => `  ${hint}`).join('\n')}`);
  if (level >= 2) return;
  const flags = Array(level + 1).fill('--hint');
  report.print(`More: make verify ARGS="${flags.join(' ')}"`);
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
    checks: checks.map(({ hints, ...check }) => ({ ...check, hint: hints?.[0] ?? null })),
    lastRun: lastRun?.id ?? null,
    left,
  };
  return JSON.stringify(document, null, 2);
}
