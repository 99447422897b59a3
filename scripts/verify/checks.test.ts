import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Result } from '../results/result.ts';
import { checks } from './checks.ts';
import type { Evidence } from './evidence.ts';
import { judgementJson } from './judgement-json.ts';
import { holds, judge, stands } from './verdict.ts';

const run = (id: string, changes: Partial<Result> = {}) =>
  ({ id, requests: 9000, successRate: 1, errors: [], latencyMs: { p99: 80 }, ...changes }) as unknown as Result;

const burst = {
  feeds: 600,
  notFeeds: 0,
  firstNotFeed: undefined,
  settled: { feeds: 400, sessions: 0, postsRead: 8000 },
};
const index = { name: 'idx', valid: true, definition: 'CREATE INDEX idx ON posts (created_at DESC)' };

/** What the lab's own cure shows, after both fixes. */
const cured: Evidence = {
  state: { variant: 'fixed', migration: 2, indexValid: true },
  contract: [],
  rows: { posts: 10_003, seeded: 10_000, expected: 10_000 },
  correct: [],
  fresh: [],
  quiet: burst,
  crowd: burst,
  lock: {
    users: 100,
    waitingAtOnce: 10,
    sessions: 10,
    processes: 1,
    refused: 90,
    firstRefusedMs: 2003,
    lockedMs: 2100,
    connectionsInAll: 97,
  },
  plan: { node: 'Index Scan', index: 'idx', executionMs: 0.1, rowsRead: 20, lines: [] } as unknown as Evidence['plan'],
  indexes: [index],
  lastRun: run('now'),
  earlier: {
    broken: run('b', { successRate: 0.01 }),
    pooled: run('p', { latencyMs: { p99: 700 } as Result['latencyMs'] }),
  },
};
const scan = {
  node: 'Seq Scan',
  index: null,
  executionMs: 7,
  rowsRead: 10_000,
  lines: [],
} as unknown as Evidence['plan'];
const reading = (postsRead: number) => ({ ...burst, settled: { ...burst.settled, postsRead } });

test('both fixes of the lab hold', () => {
  const { reached, checks: judged } = judge(checks, cured);
  assert.equal(reached, 'indexed');
  assert.deepEqual(
    judged.map(({ verdict }) => verdict),
    judged.map(() => 'pass'),
  );
});

const cases: [title: string, change: Partial<Evidence>, failing: string, reached: string, words: RegExp][] = [
  [
    'a broken promise of the API',
    { contract: ['GET /feed: expected status 200, got status 500'] },
    'contract',
    'broken',
    /status 500/,
  ],
  [
    'a gap among the seeded posts',
    { rows: { posts: 9999, seeded: 9999, expected: 10_000 } },
    'rows',
    'broken',
    /9,999 of the 10,000/,
  ],
  [
    'the newest seeded posts gone',
    { rows: { posts: 9010, seeded: 9000, expected: 10_000 } },
    'rows',
    'broken',
    /9,000 of the 10,000/,
  ],
  [
    'a session for every second feed',
    { quiet: { ...burst, settled: { ...burst.settled, sessions: 200 } } },
    'connections',
    'broken',
    /0\.50 per feed/,
  ],
  [
    'no feed at all for two users',
    { quiet: { ...burst, feeds: 0, settled: { feeds: 0, sessions: 0, postsRead: 0 } } },
    'connections',
    'broken',
    /asked for feeds and got none/,
  ],
  [
    'an error inside a 200',
    { crowd: { ...burst, notFeeds: 3, firstNotFeed: '[]' } },
    'honest',
    'broken',
    /for example \[\]/,
  ],
  [
    'one query at a time',
    { lock: { ...cured.lock, waitingAtOnce: 1, refused: 99 } as Evidence['lock'] },
    'parallel',
    'broken',
    /only one/,
  ],
  [
    'nobody told',
    { lock: { ...cured.lock, refused: 0, firstRefusedMs: null, lockedMs: 5010 } as Evidence['lock'] },
    'limit',
    'broken',
    /5\.0 s/,
  ],
  [
    'half of the connections and one',
    { lock: { ...cured.lock, sessions: 49 } as Evidence['lock'] },
    'room',
    'broken',
    /49 of 97/,
  ],
  ['no load test since', { lastRun: undefined }, 'reliable', 'broken', /no load test/],
  [
    'one request of 500 failed',
    { lastRun: run('now', { successRate: 0.998, errors: [{ status: 429, code: 'busy', count: 18 }] }) },
    'reliable',
    'broken',
    /99\.80 %.*429 busy/,
  ],
  ['a scan', { plan: scan, quiet: reading(4_000_000), indexes: [] }, 'index', 'pooled', /read all of 10,003 posts/],
  [
    'a plan that looks right, and an API that reads everything',
    { quiet: reading(4_000_000) },
    'index',
    'pooled',
    /read all of 10,003 posts/,
  ],
  [
    'an invalid index beside the good one',
    { indexes: [index, { ...index, name: 'idx_2', valid: false }] },
    'index',
    'pooled',
    /INVALID: idx_2/,
  ],
  [
    'as slow as before',
    { lastRun: run('now', { latencyMs: { p99: 600 } as Result['latencyMs'] }) },
    'fast',
    'pooled',
    /600 ms.*700 ms/,
  ],
];

for (const [title, change, failing, reached, words] of cases)
  test(`${title}: ${failing} fails, with its evidence and three hints`, () => {
    const judgement = judge(checks, { ...cured, ...change });
    const failed = judgement.checks.filter(stands);
    assert.deepEqual(
      failed.map(({ id }) => id),
      [failing],
    );
    assert.match(failed[0]?.evidence ?? '', words);
    assert.equal(failed[0]?.hints?.length, 3);
    assert.equal(judgement.reached, reached);
  });

test('what cannot be judged is held against nobody', () => {
  const { reached, checks: judged } = judge(checks, { ...cured, earlier: { broken: undefined, pooled: undefined } });
  assert.equal(reached, 'indexed');
  assert.equal(judged.find(({ id }) => id === 'fast')?.verdict, 'open');
});

test('fix 2 includes fix 1; broken holds only as long as neither does', () => {
  assert.ok(holds('pooled', 'indexed') && holds('pooled', 'pooled') && holds('indexed', 'indexed'));
  assert.ok(!holds('indexed', 'pooled') && !holds('pooled', 'broken') && !holds('broken', 'pooled'));
  assert.ok(holds('broken', 'broken'));
});

test('for programs: what was asked, what was reached, each check with its evidence, and the first hint of a failure', () => {
  const evidence = { ...cured, plan: scan, quiet: reading(4_000_000), indexes: [] };
  const asked = { target: 'local', wanted: 'indexed', holds: false } as const;
  const { checks: told, ...rest } = JSON.parse(judgementJson(judge(checks, evidence), evidence, asked));
  assert.deepEqual(
    { ...rest, at: '' },
    {
      ...{ schema: 1, at: '', target: 'local', variant: 'fixed', migration: 2, posts: 10_003 },
      ...{ wanted: 'indexed', reached: 'pooled', holds: false, lastRun: 'now' },
    },
  );
  assert.deepEqual(
    told.filter(({ hint }: { hint: string | null }) => hint).map(({ id }: { id: string }) => id),
    ['index'],
  );
});
