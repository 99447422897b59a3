import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { exampleResult, exampleSeries } from '../../tools/sandbox/example-result.ts';
import { LabError } from '../lib/lab-error.ts';
import { run } from '../lib/run.ts';
import type { PlanTree, Result } from './result.ts';
import { prepareResultsFolder, readOtherResults, readResults, writeResult } from './results-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feed-lab-results-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, `${name}.json`);
const save = (name: string, changes: Partial<Result>) =>
  writeFileSync(path(name), JSON.stringify(exampleResult('pooled', changes)));

function planOf(levels: number): Pick<Result, 'evidence'> {
  const { evidence } = exampleResult('pooled');
  let tree: PlanTree = { node: 'Limit', rows: 1, loops: 1, ms: 1, children: [] };
  for (let level = 1; level < levels; level += 1) tree = { ...tree, children: [tree] };
  return { evidence: { ...evidence, plan: { ...evidence.plan, tree } } };
}

function queriesAtOnce(count: number): Pick<Result, 'evidence'> {
  const { evidence } = exampleResult('pooled');
  const database = { queries: 1, queryMs: 1, queriesAtOnce: count, connections: 1, connectionsInUse: 1 };
  return { evidence: { ...evidence, database } };
}

const point = { requests: 1, failures: [], p50Ms: 1, p99Ms: 1 };

test('files that are damaged or too large, and what is not a file, are left out and named; the others are read', async () => {
  writeResult(folder, exampleResult('broken'));
  save('slices', { series: { everySeconds: 1, points: [{ ...point, second: 3_000_000_000 }] } });
  save('points', {
    series: { everySeconds: 1, points: Array.from({ length: 20_000 }, () => ({ ...point, second: 0 })) },
  });
  save('latency', { latencyMs: { mean: 1e300, p50: 1, p95: 1, p99: 1, max: 1 } });
  save('pause', { interruption: { pausedSeconds: 1e300 } });
  save('queries', queriesAtOnce(1e300));
  save('levels', planOf(101));
  save('stack', planOf(2000));
  writeFileSync(path('empty'), '');
  writeFileSync(path('newer'), '{"schema": 2}');
  writeFileSync(path('huge'), '');
  truncateSync(path('huge'), 3e9);
  for (const hidden of ['.probe', '._copied']) writeFileSync(path(hidden), '');
  mkdirSync(path('folder'));
  symlinkSync(path('circle'), path('circle'));
  await run('checks')`mkfifo ${path('pipe')}`;
  const { results, unreadable } = readResults(folder);
  assert.deepEqual(
    results.map(({ stage }) => stage),
    ['broken'],
  );
  const reasons = {
    circle: /ELOOP/,
    empty: /Unexpected end of JSON input/,
    folder: /expected a file, but it is a folder/,
    huge: /expected at most 16 MiB, but it has 2861 MiB/,
    latency: /latencyMs\.mean: Too big/,
    levels: /evidence\.plan\.tree: expected at most 100 levels/,
    newer: /schema: /,
    pause: /interruption\.pausedSeconds: Too big/,
    pipe: /expected a file, but it is a pipe/,
    points: /series\.points: Too big/,
    queries: /evidence\.database\.queriesAtOnce: Too big/,
    slices: /series\.points: expected at most 10000 slices/,
    stack: /nested too deeply/,
  };
  for (const [name, reason] of Object.entries(reasons)) {
    const named = unreadable.find((text) => text.startsWith(`${name}.json (`)) ?? '';
    assert.match(named, reason, name);
    if (name !== 'folder') assert.throws(() => readOtherResults([path(name)]), { code: 'no_result_in_it' }, name);
  }
  assert.equal(unreadable.length, Object.keys(reasons).length);
  assert.deepEqual(readOtherResults([folder]).unreadable, unreadable);
});

test('control characters in results and in file names are escaped', () => {
  save('hostile', { ...exampleSeries, engine: { name: '\u001b[2J\r', version: 'x'.repeat(1e6) } });
  writeFileSync(path('\u001b[2J'), '{}');
  const { results, unreadable } = readResults(folder);
  assert.equal(results[0]?.engine.name, '\\u001b[2J\\u000d');
  assert.equal(results[0]?.engine.version.length, 200);
  assert.match(unreadable.join(), /^\\u001b\[2J\.json \(schema: /);
});

test('a plan with as many levels as allowed is kept', () => {
  writeResult(folder, exampleResult('pooled', planOf(100)));
  assert.equal(readResults(folder).results.length, 1);
});

test('a folder on a full disk is refused before the load test, and keeps its files', async (context) => {
  const mounted = await run('checks')`mount -t tmpfs -o size=128k tmpfs ${folder}`;
  if (mounted.exitCode !== 0) return context.skip('only root may mount a file system');
  try {
    writeResult(folder, exampleResult('broken'));
    const message = /^Results cannot be written to .*: The disk is full: /;
    assert.throws(() => prepareResultsFolder(folder), { code: 'results_folder', message });
    const { results } = readResults(folder);
    assert.equal(results.length, 1);
    await run('checks')`mount -o remount,ro ${folder}`;
    for (const act of [() => prepareResultsFolder(folder), () => writeResult(folder, exampleResult('pooled'))])
      assert.throws(act, (error) => {
        assert.ok(error instanceof LabError);
        assert.match(`${error.message} ${error.whatToDo}`, /The file system is read-only: .* RESULTS_FOLDER=/);
        return true;
      });
  } finally {
    await run('checks')`umount ${folder}`;
  }
});
