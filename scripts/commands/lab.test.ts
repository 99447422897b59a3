// Early: runs a whole story.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';

const lab = useTestLab();

test('when the numbers do not show the story, lab names the stage, exits with 1, and leaves nothing running', async () => {
  // One user alone never triggers the fault of the first stage.
  const { code, output } = await lab.run(['lab', '--keep'], { USERS: '1', DURATION: '1s', LOAD_ENGINE: 'autocannon' });
  assert.equal(code, 1, output);
  assert.match(output, /rounds of hashing per login \(.*\): one login takes .* alone/);
  assert.match(output, /posts \(.*\): the feed query takes .* alone/);
  assert.match(output, /NOT AS EXPECTED: /);
  assert.match(
    output,
    /the numbers on this machine do not show what they should:\n(?:.*\n)*.*POSTS= and SCRAM_ITERATIONS=.*\(story_not_shown\)/,
  );
  const folder = lab.environment.RESULTS_FOLDER;
  const files = readdirSync(folder);
  assert.ok(files.includes('report.html'));
  const written = files
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  assert.deepEqual(written.map(({ stage }) => stage).sort(), ['broken', 'indexed', 'pooled']);
  for (const { posts, tuning } of written) assert.equal(posts, tuning.posts);
  await lab.assertNothingRuns();
});
