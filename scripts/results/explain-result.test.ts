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
    /5,980 of 6,000 requests waited for a connection and timed out; 9 were opened .* Is each connection released/,
  );
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
