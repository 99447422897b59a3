import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readWalk, walkthroughFolder } from '../../scripts/walkthrough/pages.ts';
import { fillOutputs } from './fill-outputs.ts';
import { readTranscript } from './transcript.ts';

for (const target of ['local', 'kind'] as const)
  test(`the pages show what the walk printed that was recorded (${target})`, () => {
    const transcript = readTranscript(target);
    for (const { file } of readWalk()) {
      const page = readFileSync(join(walkthroughFolder, file), 'utf8');
      const filled = fillOutputs(page, file, transcript).split('\n');
      for (const [index, line] of page.split('\n').entries())
        assert.equal(line, filled[index], `${file}:${index + 1}: \`make docs\` puts there what was printed`);
    }
  });
