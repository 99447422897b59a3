// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findGivenAway } from './given-away.ts';

const broken = 'Broken, by k6 1.8.1\n│ 503 connection_timeout │ 12,807 │\n';

test('a symptom gives nothing away, not even with an error code that names a connection', () => {
  assert.deepEqual(findGivenAway('make loadtest', `${broken}Next: make why   (what the evidence says)`), []);
});

test('a cause, a plan node, a fix and the file of a fix are found, each once', () => {
  const output = `${broken}19,000 (Seq Scan)\nSeq Scan\nSee app/src/database/pool-per-request.ts.\nNext: share one pool\n`;
  assert.deepEqual(findGivenAway('make loadtest', output), [
    'seq scan',
    'app/src/database/pool-per-request.ts',
    'one pool',
  ]);
});

test('a cause in other words is found, too', () => {
  for (const words of ['let the database find the newest posts without reading all', 'reuse what is open'])
    assert.notDeepEqual(findGivenAway('make status', `${broken}Next: make apply-fix   (${words})`), [], words);
  for (const words of [
    'one connection for each user',
    'every request opens a connection',
    '338 connections were opened',
    'the API keeps connecting',
    'it reads the whole table',
    'one query takes 40 ms',
    '9,216 rounds of hashing',
  ])
    assert.notDeepEqual(findGivenAway('make up', `Stage: Broken\n${words}`), [], words);
});

test('the title of a stage may appear once it has been reached', () => {
  const status = (stage: string) => findGivenAway('make status', `Stage: ${stage} (variant fixed)`);
  assert.deepEqual(status('After fix 1 (pooling)'), []);
  assert.deepEqual(status('Broken, then After fix 1 (pooling)'), ['pooling']);
  assert.deepEqual(findGivenAway('make loadtest', 'Kept in results/20261126T100000Z-pooled.json'), []);
});

test('verbs that explain, and what learners wrote themselves, are not searched', () => {
  assert.deepEqual(findGivenAway('make explain', 'Seq Scan on posts'), []);
  assert.deepEqual(findGivenAway('make apply-index FIX=mine', 'Run db-migrations/mine/0002_mine.sql'), []);
});

test('a verb is recognized however it is called', () => {
  for (const commands of [
    'export TARGET=local\nmake up',
    'cd feed-lab && make up',
    'TARGET=local make up',
    'make TARGET=local up',
    'make -s up',
  ])
    assert.deepEqual(findGivenAway(commands, 'an index is missing'), ['index'], commands);
});
