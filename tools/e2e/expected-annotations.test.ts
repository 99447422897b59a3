import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Annotation, deploymentWindow, missingAnnotation } from './expected-annotations.ts';

/** The annotations of a walk, ten seconds apart. */
const walk: Annotation[] = [
  ['restart', 'The lab has started: Broken'],
  ['load-begins', 'Load test begins (100 users, 20 s): Broken'],
  ['load-ends', 'Load test ends (0.34 % succeeded): Broken'],
  ['deployment', 'Variant mine deployed: your own variant'],
  ['load-begins', 'Load test begins (100 users, 20 s): After fix 1 (pooling)'],
  ['load-ends', 'Load test ends (100 % succeeded): After fix 1 (pooling)'],
  ['load-begins', 'Load test begins (100 users, 3 s): After fix 1 (pooling)'],
  ['load-ends', 'Load test ends (100 % succeeded): After fix 1 (pooling)'],
  ['deployment', 'Variant fixed deployed: After fix 1 (pooling)'],
  ['load-begins', 'Load test begins (100 users, 20 s): After fix 1 (pooling)'],
  ['load-ends', 'Load test ends (100 % succeeded): After fix 1 (pooling)'],
  ['migration', 'Back to migration 0001: After fix 1 (pooling)'],
  ['migration', 'Own migration run: After fix 2 (index)'],
  ['migration', 'Index built (migration 0002): After fix 2 (index)'],
  ['load-begins', 'Load test begins (100 users, 20 s): After fix 2 (index)'],
  ['load-ends', 'Load test ends (100 % succeeded): After fix 2 (index)'],
].map(([kind = '', text = ''], index) => ({ time: index * 10_000, text, tags: ['feed-lab', kind] }));

test('the annotations of the story are found among those of the walk, only in their order', () => {
  assert.equal(missingAnnotation(walk), undefined);
  assert.match(
    String(missingAnnotation(walk.filter(({ text }) => !text.startsWith('Own migration')))),
    /Own migration/,
  );
  assert.match(String(missingAnnotation(walk.toReversed())), /Load test begins/);
  assert.match(String(missingAnnotation([])), /The lab has started/);
});

test('the window of the first deployment begins after the first load test and ends before the next deployment', () => {
  assert.deepEqual(deploymentWindow(walk), { from: 20, to: 50 });
  const alone = walk.filter(({ text }) => !text.startsWith('Variant fixed'));
  assert.deepEqual(deploymentWindow(alone), { from: 20, to: 90 });
});
