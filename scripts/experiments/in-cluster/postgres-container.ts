import { type ClusterAccess, labName } from '../../targets/kind/cluster-access.ts';

const inContainer = ['exec', `statefulset/${labName}-postgres`, '--container', 'postgres', '--'];

/** For cgroup v2, then v1, in which "unlimited" is a number larger than any memory. */
const limitFiles = '/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes';

const unreadable = (what: string) => new Error(`PostgreSQL's container does not say ${what}`);

/** Bytes of memory for PostgreSQL and the cache of its files; huge if there is no limit. */
export async function readMemoryLimit({ kubectl }: ClusterAccess): Promise<number> {
  const limit = (await kubectl([...inContainer, 'sh', '-c', `cat ${limitFiles} 2>/dev/null | head -n 1`])).trim();
  const bytes = limit === 'max' ? Number.POSITIVE_INFINITY : Number(limit);
  if (bytes > 0) return bytes;
  throw unreadable('how much memory it may use');
}

/** Bytes that a process has read from the disk, without what the cache served (proc(5)). */
export async function readDiskBytes({ kubectl }: ClusterAccess, pid: number): Promise<number> {
  const [, bytes] = /^read_bytes: (\d+)$/m.exec(await kubectl([...inContainer, 'cat', `/proc/${pid}/io`])) ?? [];
  if (bytes) return Number(bytes);
  throw unreadable(`what process ${pid} has read`);
}
