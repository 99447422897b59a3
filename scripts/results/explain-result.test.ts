import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { describeEvidence, explainResult } from './explain-result.ts';
import type { Result } from './result.ts';

const errors = [{ status: 503, code: 'connection_timeout', count: 5980 }];

function explain(changes: Partial<Result>, connectionsOpened: number, plan: Partial<Result['evidence']['plan']> = {}) {
  const { evidence } = exampleResult('pooled');
  return explainResult(
    exampleResult('pooled', {
      ...changes,
      evidence: { ...evidence, connectionsOpened, plan: { ...evidence.plan, ...plan } },
    }),
  );
}

test('a connection per request is the cause, with the number of requests that timed out', () => {
  const why = explain({ variant: 'broken', failed: 5990, errors }, 6001);
  assert.match(why, /6,000 requests opened 6,001 database connections/);
  assert.match(why, /5,980 timed out before a query could run\. See app\/src\/database\/pool-per-request\.ts/);
});

test('if most requests time out waiting for a shared connection, the explanation is a question', () => {
  assert.match(
    explain({ variant: 'mine', failed: 5980, errors }, 9),
    /5,980 of 6,000 requests waited for a connection and timed out\. 9 connections were opened .* Is each connection released/,
  );
});

type Database = NonNullable<Result['evidence']['database']>;

/** After a test in which queries took seconds, and nine of ten requests failed. */
function explainSlow(database: Partial<Database>, changes: Partial<Result> = {}): string {
  const { evidence } = exampleResult('pooled');
  const slow = { queries: 50, queryMs: 2300, queriesAtOnce: 9.3, connections: 10, connectionsInUse: 0, ...database };
  return explainResult(
    exampleResult('pooled', {
      ...{ requests: 480, failed: 430, durationSeconds: 13, posts: 2_000_000, ...changes },
      errors: changes.errors ?? [{ status: 503, code: 'connection_timeout', count: 430 }],
      evidence: { ...evidence, database: slow, plan: { ...evidence.plan, executionMs: 390, rowsRead: 2_000_000 } },
    }),
  );
}

test('slow queries are the cause, with the time until each user has a turn', () => {
  assert.match(
    explainSlow({}),
    /^Why: 430 of 480 requests waited .* Slow queries held the connections: .* 390 ms when it ran alone; 9\.3 ran at the same time on 10 connections\. At that rate, each of 100 users would have to wait 26\.0 s for a turn\. Each feed reads all 2,000,000 posts/,
  );
});

test('so they are if they still ran at the end, if no query has ended, and in older results, which do not tell', () => {
  const sessions = { running: 10, waitingForLocks: 0, idleInTransaction: 0 };
  const none = { queries: 0, queryMs: null, queriesAtOnce: 0 };
  for (const database of [{ connectionsInUse: 10, sessions }, { connectionsInUse: 10 }]) {
    assert.match(explainSlow(database), /Slow queries held the connections/);
    assert.doesNotMatch(explainSlow(database), /released/);
  }
  const why = explainSlow({ ...none, connectionsInUse: 10, sessions }, { failed: 480 });
  assert.match(
    why,
    /Slow queries held the connections: no query ended; .* for longer than the load test took\. Each feed/,
  );
});

test('slow queries do not hide that connections are kept: those on which nothing runs are named', () => {
  const sessions = { running: 0, waitingForLocks: 0, idleInTransaction: 1 };
  const some = explainSlow({ connectionsInUse: 3, sessions });
  assert.match(some, /Slow queries held .* 3 connections were still in use .* \(1 in an open transaction\)\. Is each/);
  const most = explainSlow({ connectionsInUse: 9, sessions });
  assert.match(most, /Something held the connections: .* 9 connections were still in use after .* Is each/);
  assert.doesNotMatch(most, /Slow queries/);
});

test('queries that waited for locks are not said to be slow', () => {
  const waiting = { running: 10, waitingForLocks: 10, idleInTransaction: 0 };
  assert.match(
    explainSlow({ connectionsInUse: 10, sessions: waiting }),
    /Queries that waited .* What do they wait for/,
  );
});

test('a load test in which fewer than half of the requests fail is explained by slow queries, too, but by nothing less certain', () => {
  const errors = [{ status: 503, code: 'connection_timeout', count: 100 }];
  assert.match(explainSlow({}, { failed: 100, errors }), /100 of 480 requests waited .* Slow queries held/);
  assert.match(explainSlow({ queriesAtOnce: 2 }, { failed: 100, errors }), /480 requests shared their connections/);
});

test('with shared connections, the plan explains the result: first the scan, then the index', () => {
  assert.match(explain({}, 9), /9 were opened .* Each feed reads all 10,000 posts \(Seq Scan\)/);
  const index = { node: 'Index Scan', index: 'idx_posts_created_at', rowsRead: 20 };
  assert.match(explain({}, 0, index), /Each feed reads 20 posts \(Index Scan on idx_posts_created_at\)/);
});

test('what a query reads is evidence only once requests share their connections', () => {
  const { evidence } = exampleResult('broken');
  const broken = exampleResult('broken', { evidence: { ...evidence, connectionsOpened: 6000 } });
  assert.match(describeEvidence(broken), /per request +│ +1\.00/);
  assert.doesNotMatch(describeEvidence(broken), /rows|Seq Scan/);
  assert.match(describeEvidence(exampleResult('pooled')), /rows of posts read per feed │ 10,000 \(Seq Scan\)/);
});
