import { type ClusterAccess, labName } from './cluster-access.ts';

/** cgroup v2 keeps it here, v1 there (Linux: Documentation/admin-guide/cgroup-v2.rst, "cpu.stat"; scheduler/sched-bwc.rst). */
const statFiles = ['/sys/fs/cgroup/cpu.stat', '/sys/fs/cgroup/cpu/cpu.stat'];

/** The share of scheduling periods in which a container wanted more CPU than its limit, since it started; null when it cannot be read. */
async function throttledShare(access: ClusterAccess, resource: string): Promise<number | null> {
  const read = `cat ${statFiles.join(' 2>/dev/null || cat ')}`;
  const text = await access.kubectl(['exec', resource, '--', 'sh', '-c', read]).catch(() => '');
  const value = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const periods = value('nr_periods');
  return periods > 0 ? value('nr_throttled') / periods : null;
}

/** Both containers whose limits set the pace of the story. */
export async function readThrottling(access: ClusterAccess) {
  const [apiThrottled, postgresThrottled] = await Promise.all([
    throttledShare(access, `deployment/${labName}-api`),
    throttledShare(access, `statefulset/${labName}-postgres`),
  ]);
  return { apiThrottled, postgresThrottled };
}
