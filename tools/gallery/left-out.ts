import { LabError } from '../../scripts/lib/lab-error.ts';
import type { TargetName } from '../../scripts/settings/variables.ts';
import type { Fix } from './fix.ts';
import { findPgBouncer } from './pooler.ts';

/** The fixes that can be tried here, and those that cannot. */
export interface PossibleFixes {
  fixes: Fix[];
  leftOut: Fix[];
  /** Why some are left out, as the end of a sentence. */
  reason: string;
}

/**
 * Leaves out the fixes that need PgBouncer where there is none.
 * @throws {LabError} `tool_missing` when no fix is left
 */
export async function leaveOutImpossible(
  all: Fix[],
  target: TargetName,
  pgBouncer = findPgBouncer,
): Promise<PossibleFixes> {
  const [reason, advice] =
    target === 'local'
      ? [
          'PgBouncer is not installed',
          'Install it (Debian: apt install pgbouncer), and make sure that its folder is in PATH.',
        ]
      : ['the gallery starts PgBouncer only on this machine', 'Try them with TARGET=local.'];
  if (target === 'local' && (await pgBouncer())) return { fixes: all, leftOut: [], reason };
  const fixes = all.filter(({ pooler }) => !pooler);
  if (fixes.length === 0) throw new LabError('tool_missing', `No fix can be tried: ${reason}.`, advice);
  return { fixes, leftOut: all.filter(({ pooler }) => pooler), reason };
}
