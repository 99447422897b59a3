import type { ClusterAccess } from './cluster-access.ts';

/** The decoded values of a Secret; undefined if there is none. `timeoutMs` limits the request. */
export async function readSecret<Key extends string>(
  access: ClusterAccess,
  name: string,
  timeoutMs?: number,
): Promise<Record<Key, string> | undefined> {
  const flags = timeoutMs === undefined ? [] : ['--request-timeout', `${timeoutMs}ms`];
  const secret = await access.find<{ data: Record<Key, string> }>('secret', name, ...flags);
  if (!secret) return undefined;
  const entries = Object.entries<string>(secret.data);
  const decoded = entries.map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]);
  return Object.fromEntries(decoded) as Record<Key, string>;
}
