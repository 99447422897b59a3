import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readTranscript, recordedTargets } from './transcript.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-runs-'));
after(() => rmSync(folder, { recursive: true }));

test('a walk that is missing or invalid is reported with the name of its file', () => {
  const assertRefused = (message: RegExp) =>
    assert.throws(() => readTranscript('kind', folder), { code: 'no_results', message });
  assert.deepEqual(recordedTargets(folder), []);
  assertRefused(/^docs\/runs\/kind\/walk\.json is missing/);
  mkdirSync(join(folder, 'kind'));
  writeFileSync(join(folder, 'kind/walk.json'), '{"schema":1,');
  assert.deepEqual(recordedTargets(folder), ['kind']);
  assertRefused(/^docs\/runs\/kind\/walk\.json is not a recorded walk: /);
  writeFileSync(join(folder, 'kind/walk.json'), '{"schema":2}');
  assertRefused(/walk\.json is not a recorded walk: schema: /);
});
