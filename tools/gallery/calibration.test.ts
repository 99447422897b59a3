import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { figuresIn } from '../docs/figures/look-up-figure.ts';
import { calibrationTable, disagrees } from './calibration.ts';
import { type GalleryRun, type JudgedFix, readGalleryRuns, readJudged, writeGalleryRun } from './gallery-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-gallery-'));
after(() => rmSync(folder, { recursive: true }));

const agreed: JudgedFix = {
  ...{ name: 'right', expected: 'indexed', reached: 'indexed', firstNo: null },
  ...{ verifySeconds: 20.5, disagreements: [] },
};
const accepted: JudgedFix = {
  ...{ name: 'wrong', expected: 'broken', reached: 'pooled', firstNo: 'index' },
  ...{ verifySeconds: 30, disagreements: ['falseAccept'] },
};
const started = {
  ...{ seed: 0, ofFixes: 1, startedAt: '2026-01-02T03:04:05.678Z' },
  machine: { cores: 2, memoryBytes: 24 * 2 ** 30, processor: 'Intel(R) Xeon(R) Processor @ 2.20GHz' },
};
const other = { cores: 4, memoryBytes: 8 * 2 ** 30 };
const run: GalleryRun = {
  ...{ schema: 1, target: 'local', busy: false },
  leftOut: ['a pooler'],
  runs: [
    { ...started, fixes: [agreed] },
    { ...started, seed: 1, machine: other, ofFixes: 2, fixes: [agreed, accepted] },
  ],
};
const busyRun: GalleryRun = { ...run, busy: true, leftOut: [], runs: run.runs.slice(1) };

test('each disagreement is counted per run, quiet or busy; only right fixes have a limit for the time', () => {
  const { head, rows: all, numbers } = calibrationTable([run, busyRun]);
  assert.deepEqual(head, ['', 'quiet 1', 'quiet 2', 'busy 1']);
  assert.deepEqual(numbers, [1, 2, 3]);
  const rows = Object.fromEntries(all.map(([title, ...cells]) => [title, cells]));
  assert.deepEqual(rows.processor, ['Intel Xeon', '?', '?']);
  assert.deepEqual(rows['false accepts'], ['0', '1', '1']);
  assert.deepEqual(rows['false rejects'], ['0', '0', '0']);
  assert.deepEqual(rows['slowest verify of a right fix'], ['20.5 s', '20.5 s', '20.5 s']);
  assert.deepEqual(rows['slowest verify'], ['20.5 s', '30.0 s', '30.0 s']);
  assert.deepEqual(rows['left out, because they need PgBouncer'], ['1', '1', '0']);
});

test('a wrong verdict is a disagreement; a slow machine is not', () => {
  assert.ok(disagrees(run));
  assert.ok(!disagrees({ runs: run.runs.slice(0, 1) }));
  assert.ok(!disagrees({ runs: [{ ...started, fixes: [{ ...agreed, disagreements: ['tooSlow'] }] }] }));
});

test('a kept run is read as it was written, the quiet one first, and is a table and its machines in the pages', () => {
  writeGalleryRun(busyRun, folder);
  assert.deepEqual(readGalleryRuns('local', folder), [busyRun]);
  writeGalleryRun(run, folder);
  assert.deepEqual(readGalleryRuns('local', folder), [run, busyRun]);
  const lookUp = figuresIn(folder);
  assert.match(lookUp('gallery.local.calibration', 'docs/verify.md'), /\| false accepts \| +0 \| +1 \| +1 \|/);
  assert.equal(
    lookUp('gallery.local.machines', 'docs/verify.md'),
    '2 cores of an Intel Xeon, 24 GiB memory or 4 cores, 8 GiB memory',
  );
});

test('a recording with a seed continues the kept one from that seed; with 0, it replaces all of it', () => {
  const seeds = () => readGalleryRuns('local', folder)[0].runs.map(({ seed }) => seed);
  const startingAt = (seed: number): GalleryRun => ({ ...run, runs: [{ ...started, seed, fixes: [agreed] }] });
  writeGalleryRun(run, folder);
  writeGalleryRun(startingAt(2), folder);
  assert.deepEqual(seeds(), [0, 1, 2]);
  writeGalleryRun(startingAt(1), folder);
  assert.deepEqual(seeds(), [0, 1]);
  writeGalleryRun(startingAt(0), folder);
  assert.deepEqual(seeds(), [0]);
});

test('a run that was interrupted can be continued on the same machine, and is in no table', () => {
  const ofTwo = { ...started, ofFixes: 2 };
  writeGalleryRun({ ...run, runs: [{ ...ofTwo, fixes: [agreed] }] }, folder);
  assert.deepEqual(readJudged(run, ofTwo, folder), [agreed]);
  assert.deepEqual(readJudged(run, { ...ofTwo, seed: 1 }, folder), []);
  assert.deepEqual(readJudged(run, { ...ofTwo, machine: other }, folder), []);
  assert.deepEqual(readJudged(run, { ...ofTwo, ofFixes: 3 }, folder), [], 'there are other fixes now');
  assert.deepEqual(readGalleryRuns('local', folder), [busyRun]);
  writeGalleryRun({ ...run, runs: [{ ...ofTwo, fixes: [agreed, accepted] }] }, folder);
  assert.deepEqual(readJudged(run, ofTwo, folder), []);
  assert.equal(readGalleryRuns('local', folder)[0].busy, false);
});

test('a run that was not kept, or that is damaged, is a figure error that says how to record it', () => {
  const whatToDo = /TARGET=kind RUNS=3 ARGS=--record/;
  assert.throws(() => readGalleryRuns('kind', folder), { code: 'figure', whatToDo });
  writeFileSync(join(folder, 'gallery-kind.json'), '{"schema": 1}');
  assert.throws(() => readGalleryRuns('kind', folder), { code: 'figure', message: /target/ });
  writeFileSync(join(folder, 'gallery-local-busy.json'), '{"schema": 1}');
  assert.throws(() => readGalleryRuns('local', folder), { code: 'figure', whatToDo: /ARGS="--busy --record"/ });
});
