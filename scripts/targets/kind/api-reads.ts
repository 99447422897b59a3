import { setTimeout as wait } from 'node:timers/promises';
import { formatSeconds } from '../../lib/format.ts';
import { LabError } from '../../lib/lab-error.ts';
import type { ClusterAccess } from './cluster-access.ts';

/** A response of the API server; status 0 if there is none, with the reason as its text. */
export interface ApiResponse {
  status: number;
  text: string;
}

const defaultLimits = {
  /** For one response. */
  responseMs: 10_000,
  /** An API server that restarts or elects a leader is back after a few seconds. */
  outageMs: 30_000,
  pauseMs: 500,
};
/** Tests pass shorter ones. */
export type ReadLimits = typeof defaultLimits;

type ReadAccess = Pick<ClusterAccess, 'signal' | 'kubectlHint'>;

/** Reads once. Rejects only if the signal aborts. */
export async function readOnce(
  url: string,
  signal: AbortSignal | undefined,
  { responseMs } = defaultLimits,
): Promise<ApiResponse> {
  const timeout = AbortSignal.timeout(responseMs);
  try {
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    return { status: response.status, text: await response.text() };
  } catch (thrown) {
    signal?.throwIfAborted();
    const { message, cause } = thrown as Error & { cause?: { code?: string } };
    const reason = timeout.aborted ? `no response within ${formatSeconds(responseMs)}` : (cause?.code ?? message);
    return { status: 0, text: reason };
  }
}

/** The message in a response, which is a Status if the API server sent it. */
export function messageIn({ status, text }: ApiResponse): string {
  if (status === 0) return text;
  try {
    return `${status} ${JSON.parse(text).message}`;
  } catch {
    return `${status} ${text.trim()}`;
  }
}

const isTransient = ({ status }: ApiResponse) => status === 0 || status === 429 || status >= 500;

/**
 * Repeats a read for as long as an API server may be unavailable, so that a wait of several
 * minutes does not end with one failed read.
 * @throws {LabError} `cluster_failed` with the last reason
 */
export async function readPatiently(
  url: string,
  { signal, kubectlHint }: ReadAccess,
  limits = defaultLimits,
): Promise<ApiResponse> {
  const startedAt = Date.now();
  for (;;) {
    const response = await readOnce(url, signal, limits);
    if (!isTransient(response)) return response;
    if (Date.now() - startedAt >= limits.outageMs)
      throw new LabError(
        'cluster_failed',
        `The Kubernetes API has been unavailable for ${formatSeconds(limits.outageMs)}: ${messageIn(response)}.`,
        `Check whether it responds (${kubectlHint} get pods), then run the command again.`,
      );
    await wait(limits.pauseMs, undefined, signal ? { signal } : {});
  }
}
