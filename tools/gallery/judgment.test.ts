// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fix } from './fix.ts';
import { judge, type VerifyJson } from './judgment.ts';

const check = (id: string, verdict: 'pass' | 'fail' | 'missing') => {
  const stage = id === 'index' ? ('indexed' as const) : ('pooled' as const);
  return { id, stage, verdict, evidence: 'seen', hint: 'look' };
};
const verified = (reached: VerifyJson['reached'], ...checks: VerifyJson['checks']): VerifyJson => ({ reached, checks });

const right: Fix = { name: 'right', why: '' };
const halfRight: Fix = { name: 'half right', why: '', fails: 'index', hint: /look/ };
const wrong: Fix = { name: 'wrong', why: '', fails: 'limit' };

const found = (...args: Parameters<typeof judge>) => judge(...args).disagreements;

test('the expected verdicts agree', () => {
  assert.deepEqual(found(right, verified('indexed', check('index', 'pass')), [], 20), []);
  assert.deepEqual(found(halfRight, verified('pooled', check('index', 'fail')), [], 20), []);
  assert.deepEqual(found(wrong, verified('broken', check('limit', 'fail')), [], 40), []);
});

test('a wrong fix that holds is a false accept, a right one that does not is a false reject', () => {
  assert.deepEqual(found(wrong, verified('pooled', check('index', 'fail')), [], 20), ['falseAccept']);
  assert.deepEqual(found(halfRight, verified('indexed'), [], 20), ['falseAccept']);
  assert.deepEqual(found(right, verified('pooled', check('index', 'fail')), [], 20), ['falseReject']);
  assert.deepEqual(found(halfRight, verified('broken', check('limit', 'fail')), [], 20), ['falseReject']);
});

test('a false accept comes with the evidence for the question that should have failed', () => {
  const { remarks } = judge(halfRight, verified('indexed', check('index', 'pass'), check('fast', 'pass')), [], 20);
  assert.deepEqual(remarks, ['index (pass): seen']);
});

test('a wrong fix that lacks nothing but a load test is a false accept', () => {
  const checks = [check('limit', 'pass'), check('reliable', 'missing'), check('index', 'fail')];
  assert.deepEqual(found(wrong, verified('broken', ...checks), [], 20), ['falseAccept']);
});

test('the right stage for another reason, for missing evidence, or with another hint is a disagreement', () => {
  assert.deepEqual(found(wrong, verified('broken', check('room', 'fail')), [], 20), ['wrongReason']);
  const unknown = verified('broken', check('limit', 'missing'), check('room', 'fail'));
  assert.deepEqual(found(wrong, unknown, [], 20), ['wrongReason']);
  const unhelpful = { ...check('index', 'fail'), hint: 'think' };
  assert.deepEqual(found(halfRight, verified('pooled', unhelpful), [], 20), ['wrongHint']);
});

test('whatever verify left behind, and a slow verify of a right fix, are disagreements with their remarks', () => {
  assert.deepEqual(found(right, verified('indexed'), [], 25.1), ['tooSlow']);
  const { disagreements, remarks } = judge(right, verified('indexed'), ['rows: + one'], 20);
  assert.deepEqual(disagreements, ['leftBehind']);
  assert.deepEqual(remarks, ['rows: + one']);
});

test('rows that a fix itself changes or loses were not left behind by verify', () => {
  const copy: Fix = { ...wrong, changes: 'recent_posts' };
  const left = (table: string) => [`rows: + public.${table} (r p): 0 rows`];
  const broken = verified('broken', check('limit', 'fail'));
  assert.deepEqual(judge(copy, broken, left('recent_posts'), 20).disagreements, []);
  assert.deepEqual(judge(copy, broken, left('posts'), 20).disagreements, ['leftBehind']);
  assert.deepEqual(judge(wrong, broken, left('recent_posts'), 20).disagreements, ['leftBehind']);
});
