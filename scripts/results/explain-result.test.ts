import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainResult } from './explain-result.ts';
import type { Result } from './result.ts';

const plan = { node: 'Seq Scan', index: null, executionMs: 5, rowsRead: 10_000 };
const result = (changes: Partial<Result>, connectionsOpened: number, planChanges = {}) =>
  ({
    variant: 'fixed',
    requests: 1000,
    failed: 0,
    errors: [],
    posts: 10_000,
    evidence: { connectionsOpened, plan: { ...plan, ...planChanges } },
    ...changes,
  }) as unknown as Result;

test('a connection per request is told as the cause, with how many were given up', () => {
  const errors = [{ status: 503, code: 'connection_timeout', count: 980 }];
  const why = explainResult(result({ variant: 'broken', failed: 990, errors }, 1001));
  assert.match(why, /1,000 requests began 1,001 database connections/);
  assert.match(why, /980 were given up before a query could run\. See app\/src\/database\/pool-per-request\.ts/);
});

test('shared connections that hardly anybody gets are told as a question', () => {
  const errors = [{ status: 503, code: 'connection_timeout', count: 980 }];
  assert.match(
    explainResult(result({ variant: 'mine', failed: 980, errors }, 9)),
    /980 of 1,000 requests stood in line .* got none in time; 9 were opened .* Is each given back/,
  );
});

test('shared connections leave the scan as the cause, and then the index', () => {
  assert.match(explainResult(result({}, 9)), /9 were opened .* Each feed reads all 10,000 posts \(Seq Scan\)/);
  const indexed = { node: 'Index Scan', index: 'idx_posts_created_at', rowsRead: 20 };
  assert.match(
    explainResult(result({}, 0, indexed)),
    /Each feed reads 20 posts \(Index Scan on idx_posts_created_at\)/,
  );
});
