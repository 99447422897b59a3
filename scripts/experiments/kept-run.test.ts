import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runsFolder } from '../lib/project-folder.ts';
import { experiments } from './experiments.ts';
import { createRun, readKeptRun, writeKeptRun } from './kept-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-runs-'));
after(() => rmSync(folder, { recursive: true }));

const run = createRun(experiments[0], new Date(), {
  posts: 10_000,
  scramIterations: null,
  rows: [
    { what: 'one', meanMs: 12.3456, requests: 1_234_567, unknownMs: Number.NaN, memoryBytes: null, indexed: true },
  ],
  tables: { more: [{ p99Ms: 0.123456 }] },
  texts: { plan: ['Limit  (cost=0.29..2.05)', '  ->  "quoted"'] },
});

test('a run is rounded, and read back as it was written', () => {
  writeKeptRun(run, join(folder, 'runs'));
  assert.deepEqual(readKeptRun(run.experiment, join(folder, 'runs')), run);
  assert.deepEqual(run.rows, [
    { what: 'one', meanMs: 12.35, requests: 1_234_567, unknownMs: null, memoryBytes: null, indexed: true },
  ]);
  assert.deepEqual(run.tables, { more: [{ p99Ms: 0.1235 }] });
});

test('a file without a run is rejected with its name', () => {
  writeFileSync(join(folder, 'no-rows.json'), JSON.stringify({ ...run, rows: [] }));
  assert.throws(() => readKeptRun('no-rows', folder), {
    code: 'figure',
    message: /^docs\/runs\/no-rows\.json is not a run: rows: /,
  });
  writeFileSync(join(folder, 'cut-short.json'), JSON.stringify(run).slice(0, 100));
  assert.throws(() => readKeptRun('cut-short', folder), { message: /^docs\/runs\/cut-short\.json is not a run: / });
});

const kept = experiments.map(({ name }) => name).filter((name) => existsSync(join(runsFolder, `${name}.json`)));

for (const name of kept)
  test(`docs/runs/${name}.json is a run of ${name}`, () => {
    assert.equal(readKeptRun(name).experiment, name);
  });
