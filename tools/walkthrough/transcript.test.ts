import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readTranscript, recordedTargets } from './transcript.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-runs-'));
after(() => rmSync(folder, { recursive: true }));

test('a walk that was not recorded is asked for, and a file that holds none is named', () => {
  assert.deepEqual(recordedTargets(folder), []);
  assert.throws(() => readTranscript('kind', folder), { message: /^docs\/runs\/kind\/walk\.json is missing/ });
  mkdirSync(join(folder, 'kind'));
  writeFileSync(join(folder, 'kind/walk.json'), '{"schema":1,');
  assert.deepEqual(recordedTargets(folder), ['kind']);
  assert.throws(() => readTranscript('kind', folder), {
    code: 'no_results',
    message: /^docs\/runs\/kind\/walk\.json holds no walk: /,
  });
  writeFileSync(join(folder, 'kind/walk.json'), '{"schema":2}');
  assert.throws(() => readTranscript('kind', folder), { message: /walk\.json holds no walk: schema: / });
});
