import { type ClusterAccess, labName } from '../../targets/kind/cluster-access.ts';

const inContainer = ['exec', `statefulset/${labName}-postgres`, '--container', 'postgres', '--'];

/** In cgroup v2, then in v1, where no limit is a number larger than any memory. */
const limitFiles = '/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes';

/** Bytes of memory for PostgreSQL and the cache of its files; Infinity without a limit. */
export async function readMemoryLimit({ kubectl }: ClusterAccess): Promise<number> {
  const limit = (await kubectl([...inContainer, 'sh', '-c', `cat ${limitFiles} 2>/dev/null | head -n 1`])).trim();
  return limit === 'max' ? Number.POSITIVE_INFINITY : Number(limit);
}

/** Bytes that a process of PostgreSQL has read from the disk, without the cache (proc(5)). */
export async function readDiskBytes({ kubectl }: ClusterAccess, pid: number): Promise<number> {
  const [, bytes] = /^read_bytes: (\d+)$/m.exec(await kubectl([...inContainer, 'cat', `/proc/${pid}/io`])) ?? [];
  return Number(bytes);
}
