import type { Report } from '../../../lib/report.ts';
import { waitUntil } from '../../../lib/timing.ts';
import { type ClusterAccess, labName } from '../cluster-access.ts';

/** Helm's record of a revision (Helm 3 and 4). */
interface Revision {
  metadata: { name: string; creationTimestamp: string; labels: { status: string; version: string } };
}

/** Helm's states of a revision that it has not finished. */
const unfinished = ['pending-install', 'pending-upgrade', 'pending-rollback', 'uninstalling'];

/**
 * An upgrade of this chart takes seconds. An older record is from a Helm process that was killed.
 */
const longestUpgradeMs = 60_000;

/**
 * Helm refuses to upgrade a release whose last revision is unfinished, as it remains if Helm was
 * killed. Waits as long as another Helm process could still be working, then deletes the revision's
 * record. The objects stay, and the next upgrade continues with them.
 */
export async function forgetInterruptedUpgrade(access: ClusterAccess, report: Report): Promise<void> {
  const selector = `owner=helm,name=${labName},status in (${unfinished.join(', ')})`;
  async function read(): Promise<Revision[]> {
    const secrets = await access.kubectl(['get', 'secrets', '--selector', selector, '--output', 'json']);
    return (JSON.parse(secrets) as { items: Revision[] }).items;
  }
  const [first] = await read();
  if (!first) return;
  const ageMs = Date.now() - Date.parse(first.metadata.creationTimestamp);
  const timeoutMs = Math.min(Math.max(longestUpgradeMs - ageMs, 0), longestUpgradeMs);
  if (timeoutMs > 0)
    report.print(`Another Helm process is changing the release, or was killed; waiting for up to a minute.`);
  const isFinished = async () => (await read()).length === 0;
  if (await waitUntil(isFinished, { timeoutMs, intervalMs: 1000 })) return;
  for (const { metadata } of await read()) {
    await access.kubectl(['delete', 'secret', metadata.name, '--ignore-not-found']);
    const { version, status } = metadata.labels;
    report.print(`Revision ${version} of the release was never finished (${status}); continuing without its record.`);
  }
}
