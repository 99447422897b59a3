import type { Blocker } from './blockers.ts';

const longestStatement = 60;

function shorten(statement: string): string {
  const characters = [...statement];
  return characters.length > longestStatement ? `${characters.slice(0, longestStatement - 1).join('')}…` : statement;
}

function describeDuration(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

function describeActivity({ state, ageSeconds, statement }: Blocker): string {
  const age = describeDuration(ageSeconds);
  if (state === null) return `open for ${age}; only its own role may see its statement`;
  // A session that has only logged in has no statement.
  const shown = statement && shorten(statement);
  if (state === 'active') return shown ? `running for ${age}: ${shown}` : `running for ${age}`;
  const what = state.startsWith('idle in transaction') ? 'in an open transaction' : 'idle';
  return `${what} for ${age}${shown && `, last statement: ${shown}`}`;
}

/** "session 123 (feed_owner, psql), in an open transaction for 20 s, last statement: SELECT 1" */
export function describeBlockers([first, ...others]: [Blocker, ...Blocker[]]): string {
  const owner = [first.role, first.program].filter(Boolean).join(', ');
  const more = others.length > 0 ? ` (and for ${others.length} more: ${others.map(({ pid }) => pid).join(', ')})` : '';
  return `session ${first.pid} (${owner}), ${describeActivity(first)}${more}`;
}

/** What to do about them, with SQL for those that the role may end. */
export function howToEnd(blockers: Blocker[]): string {
  const [transactions, programs, sessions] =
    blockers.length === 1
      ? ['its transaction', 'its program', 'the session']
      : ['their transactions', 'their programs', 'the sessions'];
  // Without a transaction, it holds an advisory lock.
  const isIdle = blockers.some(({ state }) => state === 'idle');
  const ways = isIdle ? `Close ${programs}` : `End ${transactions} with COMMIT or ROLLBACK, or close ${programs}`;
  if (!blockers.every(({ mayBeEnded }) => mayBeEnded)) return `${ways}; only a superuser may terminate ${sessions}.`;
  const calls = blockers.map(({ pid }) => `pg_terminate_backend(${pid})`);
  return `${ways}, or terminate ${sessions}: SELECT ${calls.join(', ')};`;
}
