import assert from 'node:assert/strict';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { databaseName } from '../../db-migrations/src/names.ts';
import { copyCheckoutForFixes } from '../../scripts/experiments/fixable-checkout.ts';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import type { TargetName } from '../../scripts/settings/variables.ts';
import { localAccess } from '../../scripts/targets/local/local-access.ts';
import { targets } from '../../scripts/targets/targets.ts';
import { createTestLab } from '../sandbox/run-verb.ts';
import type { Fix } from './fix.ts';
import { needsLoadTest } from './fixes.ts';
import { type Judged, judge, withoutVerdict } from './judgment.ts';
import { differencesBetween, type LabState, readLabState } from './lab-state.ts';
import { withPooler } from './pooler.ts';
import { keepDatabase, restoreDatabase } from './restore-database.ts';

export type GalleryLab = Awaited<ReturnType<typeof openGalleryLab>>;

/** Shorter tests do not count (docs/verify.md). */
const shortestLoadTest = { DURATION: '5s' };
/** Connections that verify has closed are still listed for a moment. */
const settleTimeoutMs = 3000;

/** Far longer than any verb takes here. One that hangs must not keep the other fixes waiting. */
const verbTimeoutMs = 180_000;

/** A verb that failed. The message is its output. */
class VerbFailed extends Error {}

/** Starts a lab, or uses the running cluster, and keeps its state before the first fix. */
export async function openGalleryLab(targetName: TargetName) {
  const checkout = copyCheckoutForFixes();
  const lab = await createTestLab(checkout.folder, targetName);
  const settings = readSettings(lab.environment);
  const target = await targets[targetName](settings);
  const adminUrl = () => localAccess(settings).urls().admin;
  const apiUrl = () => localAccess(settings).urls().api;
  // PostgreSQL reserves connections for superusers; a fix may use all the others.
  const readState = () =>
    targetName === 'local'
      ? withClient(new URL(databaseName, adminUrl()).href, readLabState)
      : target.withDatabase(readLabState);

  async function run(args: string[], environment: Record<string, string> = {}): Promise<string> {
    const verb = lab.start(args, environment);
    const kill = setTimeout(() => verb.signal('SIGKILL'), verbTimeoutMs);
    const { code, output } = await verb.ended.finally(() => clearTimeout(kill));
    const how = code === null ? `was killed after at most ${formatSeconds(verbTimeoutMs)}` : `exited with ${code}`;
    if (code !== 0) throw new VerbFailed(`${args.join(' ')} ${how}:\n${output.trim()}`);
    return output;
  }

  async function remove(): Promise<void> {
    await lab.remove();
    checkout.remove();
  }

  /** Fix 1 alone, measured once, is what `fast` compares every fix with. */
  async function prepare(): Promise<LabState> {
    await run(['up', '--no-open']);
    await run(['reset']);
    await run(['apply-fix']);
    await run(['loadtest'], shortestLoadTest);
    if (targetName === 'local') await keepDatabase(adminUrl());
    return readState();
  }

  /** Puts the database back as it was before the first fix. The next fix replaces the API. */
  async function restore(asNew: LabState): Promise<void> {
    const changes = async () => differencesBetween(asNew, await readState(), ['rows', 'settings', 'schema']);
    if ((await changes()).length === 0) return;
    if (targetName === 'local') await restoreDatabase(adminUrl());
    else await run(['reset']);
    const left = await changes();
    if (left.length > 0) throw new Error(`the lab is not as it was before the first fix:\n${left.join('\n')}`);
  }

  /** Applies a fix as a learner would. */
  async function apply(fix: Fix): Promise<void> {
    checkout.write(fix);
    await run(['apply-fix'], { FIX: 'mine' });
    if (fix.sql) await run(['apply-index'], { FIX: 'mine' });
    // Not with apply-index, which drops what a failed CREATE INDEX CONCURRENTLY leaves.
    if (fix.rejectedInPsql) await assert.rejects(target.query(fix.rejectedInPsql), { severity: 'ERROR' });
    if (needsLoadTest(fix)) await run(['loadtest'], shortestLoadTest);
  }

  /** Runs verify, and compares the lab before and after it. */
  async function verify(fix: Fix): Promise<Judged> {
    const before = await readState();
    const startedAt = performance.now();
    const output = await run(['verify', '--json']);
    const seconds = (performance.now() - startedAt) / 1000;
    let left: string[] = [];
    await waitUntil(
      async () => {
        left = differencesBetween(before, await readState());
        return left.length === 0;
      },
      { timeoutMs: settleTimeoutMs },
    );
    return judge(fix, JSON.parse(output), left, seconds);
  }

  try {
    const asNew = await prepare();
    return {
      remove,
      /** Applies a fix to a lab that is as good as new, and judges the verdict of verify. */
      async tryFix(fix: Fix): Promise<Judged> {
        await restore(asNew);
        try {
          return await withPooler(fix, apiUrl, async (ready) => {
            await apply(ready);
            return verify(ready);
          });
        } catch (error) {
          if (error instanceof VerbFailed) return withoutVerdict(error.message);
          throw error;
        }
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
