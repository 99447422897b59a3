import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { quietReport } from '../lib/report.ts';
import { apiStopped, blocksStage } from './check.ts';
import type { Evidence, FeedEvidence, LockEvidence, PostsIndex, ReadsEvidence, RecoveryEvidence } from './evidence.ts';
import { describeRows } from './feed-reads.ts';
import { printVerification, verificationJson } from './print-verification.ts';
import { evaluateChecks, stageHolds } from './verification.ts';

const run = (id: string, successRate: number, p50: number) =>
  exampleResult('indexed', { id, successRate, latencyMs: { mean: 50, p50, p95: 70, p99: 700, max: 900 } });

const load = { feeds: 400, notFeeds: 0, firstNotFeed: undefined };
const crowd = { ...load, stale: 0, firstStale: undefined, copies: 1 };
const shared = { what: 'two users who read the feed', users: 2, requests: 400, sessions: 0, open: 10 };
const index: PostsIndex = {
  name: 'idx',
  valid: true,
  definition: 'CREATE INDEX idx ON posts (created_at DESC)',
  method: 'btree',
  ordered: true,
  firstKey: 'created_at',
  isExpression: false,
  descending: true,
  nullsFirst: true,
  sortsAsUsual: true,
  predicate: null,
};
const reads: ReadsEvidence = { rows: 8100, feeds: 405, rowsForWrites: 60, writes: 60, otherClients: [] };
const lock: LockEvidence = {
  requests: 600,
  role: 'feed_api',
  feedsAtOnce: 4,
  waitingSoon: 10,
  waitingAtOnce: 10,
  sessions: 10,
  grew: false,
  processes: 1,
  failedInTime: 590,
  firstFailedMs: 2003,
  longestOfLineMs: null,
  stillWaiting: 0,
  dropped: 0,
  fromMemory: 0,
  answers: { ...load, feeds: 0 },
  availableConnections: 97,
  latenessMs: 80,
  livezError: undefined,
};
const feed: FeedEvidence = {
  correct: [],
  imported: true,
  fresh: [],
  pages: [],
  copies: 1,
  notKept: undefined,
  rejectedWrite: undefined,
};
const stored = { posts: 10_003, seeded: 10_000, expected: 10_000, changed: '', example: undefined, unlogged: [] };
const survived = ['a lock on all tables'];

/** What verify measures when both of the lab's fixes are in place. */
const fixed: Evidence = {
  state: { variant: 'fixed', migration: 2, indexValid: true },
  contract: [],
  stored,
  lostInCrash: 0,
  feed,
  logins: [shared, { ...shared, what: '100 users', users: 100 }],
  quiet: load,
  reads,
  bursts: [],
  crowd,
  lock,
  lockRefused: false,
  recovery: { survived, failure: undefined, fromMemory: 0, oneByOne: [] },
  plan: {
    node: 'Index Scan',
    index: 'idx',
    executionMs: 0.1,
    rowsRead: 20,
    lines: [],
    tree: { node: 'Limit', rows: 20, loops: 1, ms: 0.1, children: [] },
  },
  indexes: [index],
  lastRun: run('now', 1, 80),
  earlier: { broken: run('b', 0.01, 900), pooled: run('p', 1, 700) },
};
const plan = { ...fixed.plan, node: 'Seq Scan', index: null, rowsRead: 10_000 };
const reading = (rows: number, change: Partial<ReadsEvidence> = {}) => ({ ...reads, rows, ...change });

test('with both fixes in place, every check passes', () => {
  const { reached, checks } = evaluateChecks(fixed);
  assert.equal(reached, 'indexed');
  assert.deepEqual(new Set(checks.map(({ verdict }) => verdict)), new Set(['pass']));
});

type Case = [title: string, change: Partial<Evidence>, failing: string, evidence: RegExp];

const failuresOfFix1: Case[] = [
  ['a broken contract', { contract: [{ status: 500, text: 'GET /feed: got status 500' }] }, 'contract', /status 500/],
  ['a leaked connection', { contract: [{ status: 503, text: 'GET /feed: got status 503' }] }, 'contract', /status 503/],
  ['one deleted post', { stored: { ...stored, seeded: 9999 } }, 'rows', /9,999 of the 10,000/],
  [
    'a shortened post',
    { stored: { ...stored, changed: '1 user', example: 'in users: expected a, found b' } },
    'rows',
    /no longer .*: 1 user; for example in users: expected a, found b/,
  ],
  ['a post that a crash would take away', { lostInCrash: 9 }, 'rows', /9 posts before/],
  ['a post that is written twice', { feed: { ...feed, copies: 2 } }, 'rows', /^one POST became 2 posts$/],
  [
    'a post that is written twice when it has to wait',
    { crowd: { ...crowd, copies: 2 } },
    'rows',
    /^one POST became 2 posts, after it had had to wait for a lock$/,
  ],
  ['a write that was not kept', { feed: { ...feed, notKept: 'the table had 5,000' } }, 'rows', /5,000/],
  ['a page without posts', { contract: [{ status: 200, text: 'got 0' }] }, 'contract', /got 0/],
  [
    'posts one at a time',
    { recovery: { survived, failure: undefined, fromMemory: 0, oneByOne: ['/posts'] } },
    'parallel',
    /at most one query in the database while many users requested \/posts$/,
  ],
  ['an unlogged table', { stored: { ...stored, unlogged: ['posts'] } }, 'rows', /would empty posts/],
  ['a feed in the order of ids', { feed: { ...feed, correct: ['post 1 is 9'] } }, 'correct', /post 1 is 9/],
  ['a post that does not show', { feed: { ...feed, fresh: ['right after a post: it lacks it'] } }, 'fresh', /lacks it/],
  [
    'a write that PostgreSQL rejects',
    { feed: { ...feed, imported: false, rejectedWrite: 'another program could not delete a post: foreign key' } },
    'fresh',
    /could not delete a post: foreign key/,
  ],
  [
    'a cache that is used under load',
    { crowd: { ...crowd, stale: 12, firstStale: 'a response lacked post 7' } },
    'fresh',
    /12 feeds and lists under load were out of date, or allow clients to reuse them when they are: a response lacked post 7/,
  ],
  [
    'an answer from memory when the connection is lost',
    { recovery: { survived, failure: undefined, fromMemory: 5, oneByOne: [] } },
    'fresh',
    /5 requests got a 2xx/,
  ],
  ['an answer from memory', { lock: { ...lock, fromMemory: 90 } }, 'fresh', /90 requests got a 2xx/],
  ['a session for every second feed', { logins: [{ ...shared, sessions: 200 }] }, 'connections', /0\.50 per request/],
  [
    'sessions that only a crowd needs',
    { logins: [shared, { what: '100 users', users: 100, requests: 1155, sessions: 279, open: 40 }] },
    'connections',
    /100 users: 1,155 requests, 279 new sessions \(0\.24 per request\)/,
  ],
  ['no feed for two users', { logins: [{ ...shared, requests: 0 }] }, 'connections', /got no successful response/],
  ['an error inside a 200', { crowd: { ...crowd, notFeeds: 3, firstNotFeed: '[]' } }, 'honest', /for example \[\]/],
  ['one feed at a time', { lock: { ...lock, feedsAtOnce: 1 } }, 'parallel', /at most one query/],
  [
    'a wait without a limit',
    { lock: { ...lock, failedInTime: 500, stillWaiting: 60 } },
    'limit',
    /of 600 requests sent while .* 60 were still waiting after 5 s without a query of their own in the database; 500 had failed by then/,
  ],
  [
    'a queue without a limit',
    { lock: { ...lock, longestOfLineMs: 4400 } },
    'limit',
    /one after another, the last after 4\.4 s/,
  ],
  ['connections that are closed without an answer', { lock: { ...lock, dropped: 580 } }, 'limit', /580 ended without/],
  ['more than half of the connections', { lock: { ...lock, sessions: 49 } }, 'room', /49 of the 97/],
  [
    'connections that are lost',
    {
      recovery: {
        survived,
        failure: { kind: 'silent', text: '22 of 22 requests failed' },
        fromMemory: 0,
        oneByOne: [],
      },
    },
    'survives',
    /22 of 22/,
  ],
  [
    'a transaction that nobody ends',
    {
      recovery: {
        survived,
        failure: { kind: 'open transaction', text: 'idle in a transaction' },
        fromMemory: 0,
        oneByOne: [],
      },
    },
    'survives',
    /idle in a transaction/,
  ],
  [
    'connections that pile up',
    { recovery: { survived, failure: { kind: 'more connections', text: 'then to 30' }, fromMemory: 0, oneByOne: [] } },
    'survives',
    /then to 30/,
  ],
  [
    'a limit that also holds for /livez',
    { lock: { ...lock, livezError: 'status 429, busy' } },
    'survives',
    /\/livez got status 429, busy/,
  ],
  [
    'a process that exited',
    {
      recovery: {
        survived: [],
        failure: { kind: 'ended', text: 'the API stopped responding' },
        fromMemory: 0,
        oneByOne: [],
      },
    },
    'survives',
    /stopped responding/,
  ],
  [
    'posts that fail when many write at once',
    { bursts: ['of 40 users who posted at once, 30 failed'] },
    'reliable',
    /of 40 users who posted/,
  ],
  ['no load test since', { lastRun: undefined }, 'reliable', /no full, uninterrupted load test/],
  [
    'one failed request of 500',
    { lastRun: { ...run('now', 0.998, 80), errors: [{ status: 429, code: 'busy', count: 18 }] } },
    'reliable',
    /99\.80 %.*429 busy/,
  ],
];

const failuresOfFix2: Case[] = [
  ['a scan', { plan, reads: reading(4_051_215), indexes: [] }, 'index', /read all 10,003 posts/],
  [
    'a plan with the index, and an API that reads everything',
    { reads: reading(4_051_215) },
    'index',
    /read all 10,003 posts/,
  ],
  [
    'an invalid index next to the valid one',
    { indexes: [index, { ...index, name: 'idx_2', valid: false }] },
    'index',
    /INVALID: idx_2/,
  ],
  ['the same median as before', { lastRun: run('now', 1, 600) }, 'fast', /median 600 ms.*700 ms/],
  [
    'a copy that is rebuilt for every new post',
    { reads: reading(8100, { rowsForWrites: 602_000 }) },
    'index',
    /about 20 of 10,003 posts, but because of each new post, the database read all 10,003 posts/,
  ],
  [
    'other clients, while the plan reads few rows',
    { reads: reading(101_250, { otherClients: ['psql', 'feed_owner'] }) },
    'index',
    /about 250 of 10,003 posts.*other clients.*: psql, feed_owner/,
  ],
  [
    'other clients, while posts are written',
    { reads: reading(8100, { rowsForWrites: 602_000, otherClients: ['psql'] }) },
    'index',
    /each new post, the database read all.*other clients.*: psql/,
  ],
  [
    'a few slow feeds, of which each reads all posts by the plan, too',
    { plan, reads: reading(30_009, { feeds: 3 }), indexes: [] },
    'index',
    /read all 10,003 posts/,
  ],
  ['too few feeds', { reads: reading(60, { feeds: 3 }) }, 'index', /only 3 feeds.*at least 20/],
  ['no feed', { reads: reading(0, { feeds: 0 }) }, 'index', /served no feed/],
];

for (const [expectedStage, cases] of [
  ['broken', failuresOfFix1],
  ['pooled', failuresOfFix2],
] as const)
  for (const [title, change, failing, evidence] of cases)
    test(`${title}: only ${failing} fails, with its evidence and three hints`, () => {
      const { reached, checks } = evaluateChecks({ ...fixed, ...change });
      const failed = checks.filter(blocksStage);
      assert.deepEqual(
        failed.map(({ id, hints }) => [id, hints?.length]),
        [[failing, 3]],
      );
      assert.match(failed[0]?.evidence ?? '', evidence);
      assert.equal(reached, expectedStage);
    });

test('what cannot be decided does not count against the fix', () => {
  const { reached, checks } = evaluateChecks({ ...fixed, earlier: { broken: undefined, pooled: undefined } });
  assert.equal(reached, 'indexed');
  assert.equal(checks.find(({ id }) => id === 'fast')?.verdict, 'open');
});

test('fix 2 includes fix 1; broken holds only while neither does', () => {
  assert.ok(stageHolds('pooled', 'indexed') && stageHolds('pooled', 'pooled') && stageHolds('indexed', 'indexed'));
  assert.ok(!stageHolds('indexed', 'pooled') && !stageHolds('pooled', 'broken') && !stageHolds('broken', 'pooled'));
  assert.ok(stageHolds('broken', 'broken'));
});

test('the JSON has the wanted stage and the reached one, each check with its evidence, and the first hint of a failure', () => {
  const evidence = { ...fixed, plan, reads: reading(4_051_215), indexes: [] };
  const judged = { variant: 'fixed', migration: 2, posts: 10_003, lastRun: evidence.lastRun };
  const left = ['public.log has 2 more rows than before verify.'];
  const wanted = { target: 'local', wanted: 'indexed', holds: false, left } as const;
  const { checks, at, ...rest } = JSON.parse(verificationJson(evaluateChecks(evidence), judged, wanted));
  assert.ok(Date.parse(at));
  assert.deepEqual(rest, {
    ...{ schema: 1, target: 'local', variant: 'fixed', migration: 2, posts: 10_003 },
    ...{ wanted: 'indexed', reached: 'pooled', holds: false, lastRun: 'now', left },
  });
  assert.deepEqual(
    checks.filter(({ hint }: { hint: string | null }) => hint).map(({ id }: { id: string }) => id),
    ['index'],
  );
});

function printed(change: Partial<Evidence>): string[] {
  const lines: string[] = [];
  const report = { ...quietReport, print: (text: string) => lines.push(text) };
  printVerification(evaluateChecks({ ...fixed, ...change }), { target: 'local', left: [], level: 0 }, report);
  return lines;
}

/** The line below the questions. */
const reachedLine = (change: Partial<Evidence>) => printed(change).findLast((line) => /^(?:Fix|After)/.test(line));

test('the commands in hints are for the target that was judged', () => {
  const [hint, more] = printed({ lastRun: undefined }).slice(-2);
  assert.match(hint ?? '', /run `make loadtest TARGET=local`, then verify again/);
  assert.equal(more, 'More: make verify ARGS="--hint" TARGET=local');
});

test('what holds is printed even if evidence for the next fix is missing, and a NO is never missing evidence', () => {
  const someoneElse = { reads: reading(101_250, { otherClients: ['psql'] }) };
  const lost = {
    survived,
    failure: { kind: 'silent', text: '22 of 22 requests failed' },
    fromMemory: 0,
    oneByOne: [],
  } satisfies RecoveryEvidence;
  assert.match(reachedLine({}) ?? '', /both fixes hold/);
  assert.equal(reachedLine(someoneElse), 'Fix 1 holds. Fix 2 cannot be judged yet: some evidence is missing.');
  assert.equal(reachedLine({ lastRun: undefined }), 'Fix 1 cannot be judged yet: some evidence is missing.');
  assert.equal(reachedLine({ lock: { ...lock, waitingAtOnce: 0 }, recovery: lost }), 'Fix 1 does not hold yet.');
});

const verdictOf = (id: string, change: Partial<Evidence>) =>
  evaluateChecks({ ...fixed, ...change }).checks.find((check) => check.id === id);

test('questions whose probes did not run, because the API had stopped serving, get no answer', () => {
  const failure = { kind: 'silent', text: 'a single GET /feed got status 503' } as const;
  const { reached, checks } = evaluateChecks({
    ...fixed,
    ...{
      lostInCrash: undefined,
      feed: undefined,
      logins: [],
      quiet: undefined,
      crowd: undefined,
      lock: undefined,
      reads: undefined,
    },
    recovery: { survived: [], failure, fromMemory: 0, oneByOne: [] },
  });
  assert.equal(reached, 'broken');
  const open = checks.filter(({ verdict }) => verdict === 'open');
  assert.deepEqual(
    open.map(({ id }) => id),
    ['correct', 'fresh', 'honest', 'connections', 'parallel', 'limit', 'room', 'index', 'fast'],
  );
  assert.deepEqual(new Set(open.map(({ evidence }) => evidence)), new Set([apiStopped]));
  assert.match(checks.find(({ id }) => id === 'rows')?.evidence ?? '', /on disk in time was not checked/);
});

test('if PostgreSQL rejects what another program writes, the feed counts only for what was compared', () => {
  const rejected = { ...feed, imported: false, rejectedWrite: 'another program could not delete a post' };
  const { verdict, evidence } = verdictOf('correct', { feed: rejected }) ?? {};
  assert.equal(verdict, 'pass');
  assert.match(evidence ?? '', /not compared after an import/);
});

test('logins are added up over all requests, of however many users', () => {
  const observed = 'the database started 0 sessions for 800 requests to all routes, from 2 to 100 users';
  assert.equal(verdictOf('connections', {})?.evidence, observed);
});

/** A load test in which each query took seconds, and most requests had no turn in time. */
function slowRun(
  queries: number,
  { code = 'connection_timeout', executionMs = 390, connections = 10 } = {},
): Partial<Evidence> {
  const { evidence } = fixed.lastRun ?? run('now', 1, 80);
  const database = { queries, queryMs: 2300, queriesAtOnce: 0.93 * connections, connections, connectionsInUse: 0 };
  const errors = [{ status: 503, code, count: 5300 }];
  return {
    lastRun: {
      ...run('now', 0.12, 2000),
      ...{ errors, failed: 5300 },
      evidence: { ...evidence, database, plan: { ...plan, executionMs } },
    },
  };
}

test('if queries take so long that no pool could serve everybody, the load test does not decide about fix 1', () => {
  const { verdict, evidence } = verdictOf('reliable', slowRun(110)) ?? {};
  assert.equal(verdict, 'open');
  assert.match(
    evidence ?? '',
    /queries of 2\.3 s ran on 9\.3 of 10 connections .* cannot all have their turn within 5 s/,
  );
  assert.equal(
    reachedLine({ ...slowRun(110), plan, indexes: [], reads: reading(4_051_215) }),
    'After fix 1 (pooling): fix 1 holds. Well done.',
  );
});

test('if they could have waited for their turn, it is a NO whose hints name the queries and the limit', () => {
  const { verdict, hints } = verdictOf('reliable', slowRun(900)) ?? {};
  assert.equal(verdict, 'fail');
  assert.match(hints?.[0] ?? '', /in use for somebody else’s query/);
});

test('a request that gets a connection but no result is not taken for a leaked connection', () => {
  const violation = { status: 503, text: 'GET /feed: expected status 200, got status 503' };
  const hintFor = (code: string) => verdictOf('contract', { contract: [{ ...violation, code }] })?.hints?.[0] ?? '';
  assert.match(hintFor('database_unavailable'), /How long does its query take/);
  assert.match(hintFor('connection_timeout'), /when does it release them/);
});

test('a load test that more connections could have served is a NO', () => {
  // Two connections on a busy machine: 7 ms for each of 100 users are 0.35 s on two processors.
  const { verdict, hints } = verdictOf('reliable', slowRun(110, { executionMs: 7, connections: 2 })) ?? {};
  assert.equal(verdict, 'fail');
  assert.doesNotMatch(hints?.join() ?? '', /make the queries shorter/);
});

test('failures of another kind are a NO, however slow the queries are', () => {
  assert.equal(verdictOf('reliable', slowRun(110, { code: 'too_many_requests' }))?.verdict, 'fail');
});

test('on a machine that is seconds late, requests that are still waiting prove nothing', () => {
  const late = { ...lock, stillWaiting: 60, latenessMs: 2100 };
  assert.equal(verdictOf('limit', { lock: late })?.verdict, 'missing');
  assert.equal(verdictOf('limit', { lock: { ...late, stillWaiting: 0 } })?.verdict, 'pass');
});

test('rows that others may have read are missing evidence; when the plan reads many, too, they are a NO', () => {
  const others = { reads: reading(4_051_215, { otherClients: ['psql'] }) };
  assert.equal(verdictOf('index', others)?.verdict, 'missing');
  assert.equal(verdictOf('index', { ...others, plan, indexes: [] })?.verdict, 'fail');
  assert.equal(verdictOf('index', { reads: reading(8100, { otherClients: ['psql'] }) })?.verdict, 'pass');
});

test('too few feeds are missing evidence, whatever the plan says, and never a yes', () => {
  for (const feeds of [0, 3, 19])
    assert.equal(verdictOf('index', { reads: reading(feeds * 20, { feeds }) })?.verdict, 'missing');
});

test('the rows of a feed are described as exactly as they can be measured', () => {
  assert.equal(describeRows(15, 10_000), 'about 20 of 10,000 posts');
  assert.equal(describeRows(24.8, 10_000), 'about 20 of 10,000 posts');
  assert.equal(describeRows(40.2, 10_000), 'about 40 of 10,000 posts');
  assert.equal(describeRows(1, 10_000), 'about 1 of 10,000 posts');
  assert.equal(describeRows(0.1, 10_000), 'hardly any of 10,000 posts');
  assert.equal(describeRows(5123, 10_000), 'about 5,100 of 10,000 posts');
  assert.equal(describeRows(9700, 10_000), 'all 10,000 posts');
  assert.equal(describeRows(20_100, 10_000), 'all 10,000 posts');
});

test('without a baseline, whether it is fast is open; a p99 that has not changed does not count', () => {
  const { earlier } = fixed;
  assert.equal(verdictOf('fast', { earlier: { ...earlier, pooled: undefined } })?.verdict, 'open');
  // Both have the same p99.
  assert.equal(verdictOf('fast', {})?.verdict, 'pass');
});
