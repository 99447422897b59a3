import type { ClusterAccess } from './cluster-access.ts';

/** What a Secret of the lab's namespace holds, as text; undefined when there is none. With `withinMs`, Kubernetes has no longer to answer. */
export async function readSecret<Key extends string>(
  access: ClusterAccess,
  name: string,
  withinMs?: number,
): Promise<Record<Key, string> | undefined> {
  const limit = withinMs === undefined ? [] : ['--request-timeout', `${withinMs}ms`];
  const secret = await access.kubectl(['get', 'secret', name, '--ignore-not-found', '--output', 'json', ...limit]);
  if (!secret.trim()) return undefined;
  const { data } = JSON.parse(secret) as { data: Record<Key, string> };
  const decoded = Object.entries<string>(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]);
  return Object.fromEntries(decoded) as Record<Key, string>;
}
