import type { LockEvidence, RecoveryFailure } from './evidence.ts';
import type { Usage } from './lock-again.ts';

/** Anything less can be a coincidence. */
const maxGrowth = 1.4;

/** Whether the API uses as many connections as in the first lock, and no more. */
export function compareUsage(
  before: Pick<LockEvidence, 'waitingSoon' | 'sessions'>,
  now: Pick<Usage, 'waiting' | 'sessions'>,
): RecoveryFailure | undefined {
  if (now.waiting < before.waitingSoon) {
    const text = `during the first lock, ${before.waitingSoon} queries reached the database at once; during a later one, only ${now.waiting}`;
    return { kind: 'fewer connections', text };
  }
  if (now.sessions <= maxGrowth * before.sessions) return undefined;
  const text = `during the first lock, the API had ${before.sessions} connections; during a later one, ${now.sessions}`;
  return { kind: 'more connections', text };
}

/**
 * Whether the API opened more connections in two locks, each time after their number had settled. A
 * pool may be built to grow once, or again and again to the same size.
 */
export function describeGrowth(
  before: Pick<LockEvidence, 'sessions'>,
  { sessions, grew }: Pick<Usage, 'sessions' | 'grew'>,
): RecoveryFailure | undefined {
  if (!grew || sessions === before.sessions) return undefined;
  const text = `both times that requests failed because the tables were locked, the API opened more connections: first ${before.sessions}, then ${sessions}`;
  return { kind: 'more connections', text };
}
