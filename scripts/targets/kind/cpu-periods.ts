import type { CpuPeriods } from '../target.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';

/**
 * The files of cgroup v2 and v1 (Linux documentation: admin-guide/cgroup-v2, scheduler/sched-bwc).
 */
const statFiles = ['/sys/fs/cgroup/cpu.stat', '/sys/fs/cgroup/cpu/cpu.stat'];

/** Reads a container's cgroup; null if it cannot be read, or there is no limit. */
async function readPeriods(access: ClusterAccess, resource: string): Promise<CpuPeriods | null> {
  const read = `cat ${statFiles.join(' 2>/dev/null || cat ')}`;
  const text = await access.kubectl(['exec', resource, '--', 'sh', '-c', read]).catch(() => '');
  const value = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const all = value('nr_periods');
  return all > 0 ? { all, throttled: value('nr_throttled') } : null;
}

export async function readCpuPeriods(access: ClusterAccess) {
  const [api, postgres] = await Promise.all([
    readPeriods(access, `deployment/${labName}-api`),
    readPeriods(access, `statefulset/${labName}-postgres`),
  ]);
  return { api, postgres };
}
