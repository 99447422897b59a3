import pg from 'pg';
import { LabError } from '../lib/lab-error.ts';
import { sumOf } from '../lib/metrics.ts';
import { makeCommand } from '../lib/report.ts';
import { asLabError } from '../lib/system-errors.ts';
import { visibleLine } from '../lib/visible-text.ts';
import type { Result } from '../results/result.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { requireRunning } from '../targets/running.ts';
import { variantIn } from '../targets/running-state.ts';
import { apiPart } from '../targets/target.ts';
import { gatherEvidence, type VerifyContext } from './gather-evidence.ts';
import { noRoom } from './lock-checks.ts';
import { apiHasEnded } from './recovery-check.ts';
import { writeHarmsPosts } from './stored-check.ts';
import { answerOnly, evaluateChecks, type Verification } from './verification.ts';

/** What was judged; null where it could not be read. */
export interface Judged {
  variant: string | null;
  migration: number | null;
  posts: number | null;
  lastRun: Result | undefined;
}

export interface Judgement {
  verification: Verification;
  judged: Judged;
  /** What verify could not delete, in sentences. */
  left: string[];
}

/**
 * The tables are not as verify, or any other program, expects them, or somebody else locks them.
 */
const rejectedByDatabase = (cause: pg.DatabaseError, target: string) =>
  new LabError(
    'verify_failed',
    `PostgreSQL rejected one of verify’s statements: ${visibleLine(cause.message)}.`,
    `If another program has locked the tables, run verify again when it is done. If your own SQL has changed the tables so that another program cannot use them, \`${makeCommand('reset', target)}\` restores them.`,
    { cause },
  );

/**
 * Connections that the API holds or waits for; with fewer, others have taken most of the hundred.
 */
const leastShare = 50;

const unread: Judged = { variant: null, migration: null, posts: null, lastRun: undefined };

/**
 * Gathers evidence and judges it. An API that has crashed, or that leaves no connection for verify,
 * cannot be measured, and that alone is the verdict.
 * @throws {LabError} `not_running` or `crashed` if another part of the lab is not running;
 * `seed_unfinished`
 */
export async function judge(context: VerifyContext): Promise<Judgement> {
  const { target } = context;
  const parts = await target.parts();
  const crashed = parts.find(({ name, state }) => name === apiPart && state === 'crashed');
  await requireRunning(
    target,
    parts.filter((part) => part !== crashed),
  );
  if (crashed)
    return {
      verification: answerOnly('survives', apiHasEnded(`the API has crashed; ${crashed.detail}`)),
      judged: unread,
      left: [],
    };
  // In a cluster, this takes a second.
  const annotated = annotateNow(context, { kind: 'load-begins', text: 'Verify begins', label: '' });
  try {
    const { outcome: evidence, left } = await gatherEvidence(context, annotated);
    const { state, stored, lastRun } = evidence;
    const judged = { variant: state.variant ?? null, migration: state.migration, posts: stored.posts, lastRun };
    return {
      verification: 'harm' in evidence ? answerOnly('rows', writeHarmsPosts(evidence.harm)) : evaluateChecks(evidence),
      judged,
      left,
    };
  } catch (error) {
    if (error instanceof pg.DatabaseError) throw asLabError(error) ?? rejectedByDatabase(error, target.name);
    if (!(error instanceof LabError) || error.code !== 'no_connection_left') throw error;
    const metrics = await target.metrics();
    // Somebody else may hold most of them.
    if (sumOf(metrics, 'db_client_connection_count') < leastShare) throw error;
    const variant = variantIn(metrics) ?? null;
    return { verification: answerOnly('room', noRoom(error.message)), judged: { ...unread, variant }, left: [] };
  } finally {
    await annotated;
    await annotateNow(context, { kind: 'load-ends', text: 'Verify ends', label: '' });
  }
}
