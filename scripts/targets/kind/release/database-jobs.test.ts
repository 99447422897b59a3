// Timed: limits without progress are compared with progress.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { KubernetesApi } from '../kubernetes-api.ts';
import type { ClusterEvent, Pod } from '../kubernetes-objects.ts';
import { recordedPod, refused } from '../problems/recorded/recorded.ts';
import { followJobs } from './database-jobs.ts';

const limits = { stallTimeoutMs: 300, obstacleTimeoutMs: 100, intervalMs: 10 };

const seedPod: Pod = {
  metadata: { name: 'feed-lab-seed-1' },
  spec: { containers: [{ name: 'seed', image: 'feed-lab/migrator' }] },
  status: { phase: 'Running' },
};

interface Cluster {
  condition?: () => string | undefined;
  pods?: Pod[];
  events?: ClusterEvent[];
  log?: () => string;
}

/** Waits for one Job in a cluster. Resolves to the progress that was shown. */
async function follow({ condition = () => undefined, pods = [seedPod], events = [], log = () => '' }: Cluster) {
  const job = () => ({
    metadata: { name: 'k6-refused' },
    status: { conditions: [{ type: condition(), status: 'True' }] },
  });
  const api = {
    read: async () => ({ items: [job()] }),
    pods: async () => pods,
    events: async () => events,
    log: async () => log(),
  } as unknown as KubernetesApi;
  const access = { kubectlHint: 'kubectl', kubectl: async () => log() } as unknown as ClusterAccess;
  const shown: string[] = [];
  await followJobs(api, access, (text) => shown.push(text), limits);
  return shown;
}

async function failureOf(cluster: Cluster): Promise<LabError> {
  const error = await follow(cluster).catch((reason) => reason);
  assert.ok(error instanceof LabError, String(error));
  assert.equal(error.code, 'cluster_failed');
  return error;
}

test('the wait for a seed lasts as long as it makes progress, which is shown', async () => {
  const startedAt = Date.now();
  const elapsedMs = () => Date.now() - startedAt;
  let reads = 0;
  const shown = await follow({
    condition: () => (reads > 3 && elapsedMs() > 3 * limits.stallTimeoutMs ? 'Complete' : undefined),
    log: () => {
      reads += 1;
      return `${reads}00,000 of 10,000,000 posts, 50,000 per second, 3 min left\n`;
    },
  });
  assert.ok(elapsedMs() > 3 * limits.stallTimeoutMs);
  assert.deepEqual(
    shown.slice(0, 3),
    [1, 2, 3].map((read) => `${read}00,000 of 10,000,000 posts, 50,000 per second, 3 min left`),
  );
});

test('the wait for a Job without progress fails, with the last line of its log', async () => {
  const { message } = await failureOf({ log: () => '100000 posts\n' });
  assert.match(message, /^k6-refused made no progress for .*: 100000 posts\.$/);
});

test('a Job that has failed is described by its cause, or by the end of its log', async () => {
  const condition = () => 'Failed';
  const oom = await failureOf({ condition, pods: [recordedPod('oom')] });
  assert.match(oom.message, /has failed: it needed more memory than its limit of 40Mi/);
  const log = await failureOf({
    condition,
    pods: [recordedPod('failed')],
    log: () => 'could not extend file: No space left on device',
  });
  assert.match(log.message, /Its log ends with:\ncould not extend file: No space left on device$/);
  assert.match(log.whatToDo, /The posts so far are kept.*make cluster-up$/);
});

test('if PostgreSQL rejects the password, the advice is that the Secret does not match the volume', async () => {
  const refusedLogin = 'password authentication failed for user "postgres": the passwords in the Secret are not';
  const { whatToDo } = await failureOf({ condition: () => 'Failed', pods: [], log: () => refusedLogin });
  assert.match(whatToDo, /auth\.existingSecret.*make cluster-down/);
});

const waiting = 'waiting for session 7 (feed_owner, psql), in an open transaction for 9 s, last statement: SELECT 1';

test('while a Job waits for a session, the session is shown', async () => {
  let reads = 0;
  const shown = await follow({
    condition: () => (reads > 3 ? 'Complete' : undefined),
    log: () => (reads++ < 2 ? waiting : 'no longer waiting'),
  });
  assert.deepEqual([shown[0], shown.at(-1)], [waiting, '']);
});

test('a Job that has waited too long for a session fails with `blocked`, and how to end that session', async () => {
  const log = `${waiting}\nGave up after waiting 60 s for session 7 (feed_owner, psql)\nEnd it: SELECT pg_terminate_backend(7);\n`;
  const error = await follow({ condition: () => 'Failed', pods: [], log: () => log }).catch((reason) => reason);
  assert.ok(error instanceof LabError, String(error));
  assert.equal(error.code, 'blocked');
  assert.equal(error.message, 'Gave up after waiting 60 s for session 7 (feed_owner, psql).');
  assert.match(error.whatToDo, /^End it: SELECT pg_terminate_backend\(7\);\n.*make psql\. Then run the verb again\.$/);
});

test('the wait for a Job whose pod cannot start fails early', async () => {
  assert.match(
    (await failureOf({ pods: [recordedPod('image')] })).message,
    /the image grafana\/k6:nope cannot be pulled/,
  );
  const { message } = await failureOf({ pods: [], events: refused.quota?.events ?? [] });
  assert.match(message, /the cluster refuses to create its pod: exceeded quota/);
});

test('the wait for a Job whose image is still being pulled names the pull', async () => {
  const pod: Pod = { ...seedPod, status: { phase: 'Pending' } };
  const events = [
    {
      involvedObject: { kind: 'Pod', name: seedPod.metadata.name },
      reason: 'Pulling',
      message: 'Pulling image "feed-lab/migrator"',
      lastTimestamp: '2026-01-01T00:00:00Z',
    },
  ];
  const { message } = await failureOf({ pods: [pod], events });
  assert.match(message, /made no progress .*: the image feed-lab\/migrator is being pulled\.$/);
});
