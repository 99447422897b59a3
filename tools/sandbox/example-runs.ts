import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stages } from '../../scripts/scenario/stages.ts';
import { exampleGrowth } from './example-growth.ts';
import { exampleResult, exampleSeries } from './example-result.ts';
import { exampleWrites } from './example-writes.ts';

type Phases = Record<string, number>;

const login = { 'TCP connect': 0.4, 'process start': 2.1, salt: 0.5, hashing: 4.2, 'session start': 1.8 };

/** The rows of one case of docs/runs/request-timeline.json. */
function timeline(connections: string, indexed: boolean, users: number, phases: Phases) {
  const whole = Object.values(phases).reduce((sum, ms) => sum + ms, 0);
  return Object.entries({ ...phases, 'the whole': whole }).map(([phase, ms]) => ({
    ...{ connections, indexed, users, phase },
    ...{ inOneMs: ms, medianMs: ms },
  }));
}

/** With 100 users at once, each phase of a login takes longer. */
const slowLogin = Object.fromEntries(Object.entries(login).map(([phase, ms]) => [phase, ms * 60]));

const requestTimeline = [false, true].flatMap((indexed) =>
  [1, 100].flatMap((users) => {
    const query = indexed ? 0.5 : 7.9;
    const waiting = users === 1 ? 0.05 : 400;
    return [
      ...timeline('one per request', indexed, users, { ...(users === 1 ? login : slowLogin), query, closing: 0.6 }),
      ...timeline('one shared pool of 10', indexed, users, { 'waiting for a connection': waiting, query }),
    ];
  }),
);

/** In the shape of scripts/experiments/kept-run.ts. */
const keptRun = (experiment: string, rows: unknown[], more = {}) => ({
  ...{ schema: 1, experiment, question: 'What?', method: 'So.', startedAt: '2026-01-02T03:04:05.678Z' },
  machine: { processor: 'AMD EPYC', cores: 2, memoryBytes: 24 * 2 ** 30, system: 'Linux x64' },
  ...{ posts: 10_000, scramIterations: 4096, rows, tables: {}, texts: {}, ...more },
});

const firstPage = { posts: 10_000, index: 'none', query: 'first page', executionMs: 7.9, pagesTouched: 141 };

const keptRuns = [
  keptRun('connections-held', [
    { scramIterations: 4096, what: 'processes for clients', median: 53 },
    { scramIterations: 4096, what: 'of those, authenticating', median: 37 },
    { scramIterations: 4096, what: 'of those, ended', median: 0 },
  ]),
  keptRun('request-timeline', requestTimeline),
  keptRun(
    'keyset',
    [
      { ...firstPage, postsRead: 10_000 },
      { ...firstPage, index: 'idx_posts_created_at', executionMs: 0.11, pagesTouched: 64, postsRead: 20 },
    ],
    {
      tables: {
        sizes: [
          { posts: 10_000, tablePages: 137, indexPages: 30, indexLevels: 2, pageBytes: 8192 },
          { posts: 1_000_000, tablePages: 13_689, indexPages: 2745, indexLevels: 3, pageBytes: 8192 },
        ],
      },
      texts: { 'first page, 10000 posts, index: none': ['Limit', '  ->  Sort'] },
    },
  ),
];

/** A folder like docs/runs, with three load tests and five experiments; `remove` deletes it. */
export function exampleRuns(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-runs-'));
  mkdirSync(join(folder, 'local'));
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
  for (const { stage } of stages)
    write(`local/${stage}`, {
      ...exampleResult(stage, stage === 'broken' ? { successRate: 0.0003 } : {}),
      ...exampleSeries,
    });
  for (const run of [...keptRuns, exampleGrowth(), exampleWrites()]) write(run.experiment, run);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
