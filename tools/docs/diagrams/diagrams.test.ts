import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { runsFolder } from '../../../scripts/lib/runs-folder.ts';
import { exampleRuns } from '../../sandbox/example-runs.ts';
import { placesIn, textsIn } from '../../sandbox/places-in-picture.ts';
import { figuresOf } from '../figures/figures.ts';
import { diagramFiles, diagrams } from './diagrams.ts';
import { limitMs, poolSize } from './pool-per-request.ts';
import { pictureWidth } from './svg.ts';

const runs = exampleRuns();
after(() => runs.remove());

for (const [name, read] of Object.entries(diagrams)) {
  test(`${name}: the files in docs/diagrams are what is drawn from the kept runs (\`make docs\` draws them)`, () => {
    for (const { file, text } of diagramFiles(read(runsFolder))) {
      assert.ok(existsSync(join(projectFolder, file)), file);
      assert.equal(readFileSync(join(projectFolder, file), 'utf8'), text, file);
    }
  });

  for (const [which, folder] of [
    ['an example', runs.folder],
    ['the kept runs', runsFolder],
  ] as const)
    test(`${name}: no text is too small for a phone, and nothing lies outside (${which})`, () => {
      const diagram = read(folder);
      for (const { text } of diagramFiles(diagram)) {
        assert.ok(Math.min(...textsIn(text).map(({ size }) => size)) >= 12);
        for (const { what, left, right, top, bottom } of placesIn(text)) {
          assert.ok(left >= 0 && right <= pictureWidth, `${what}: ${left} to ${right}, across`);
          assert.ok(top >= 0 && bottom <= diagram.height, `${what}: ${top} to ${bottom}, down`);
        }
      }
    });
}

test('what lies outside is found', () => {
  const outside = (svg: string) =>
    placesIn(svg).filter(({ left, right, top }) => left < 0 || right > pictureWidth || top < 0).length;
  const at = (x: number, anchor: string) =>
    `<text x="${x}" y="20" fill="#000" font-size="12" text-anchor="${anchor}">${'wide word '.repeat(3)}</text>`;
  assert.deepEqual([at(16, 'start'), at(180, 'middle'), at(344, 'end')].map(outside), [0, 0, 0]);
  assert.deepEqual([at(200, 'start'), at(340, 'middle'), at(100, 'end')].map(outside), [1, 1, 1]);
  assert.equal(outside('<path d="M16 5 L16 -3 L40 5" fill="none"/>'), 1);
  assert.equal(outside('<rect x="300" y="1" width="80" height="2"/>'), 1);
});

test('light and dark differ in colours alone', () => {
  for (const read of Object.values(diagrams)) {
    const [light, dark] = diagramFiles(read(runs.folder)).map(({ text }) => text);
    assert.notEqual(light, dark);
    assert.equal(light?.replace(/#[0-9a-f]{6}/g, ''), dark?.replace(/#[0-9a-f]{6}/g, ''));
  }
});

test('the words tell the figures that the picture shows', () => {
  const { words } = diagrams['scan-and-index']?.(runs.folder) ?? {};
  assert.match(
    String(words),
    /all 137 pages .* 10,000 rows .* 7\.9 ms\. With the index, a tree of 30 pages in 2 levels/,
  );
});

test("the pools' numbers are those of the code", () => {
  const code = (name: string) => readFileSync(join(projectFolder, `app/src/database/${name}.ts`), 'utf8');
  assert.match(code('shared-pool'), new RegExp(`max: ${poolSize},`));
  assert.match(code('pool-per-request'), new RegExp(`connectionTimeoutMillis: ${limitMs} `));
});

test('a page links to the pictures from where it is', () => {
  const lookUp = figuresOf(runs.folder);
  const picture = lookUp('diagram.scan-and-index', 'docs/scenario-1/page.md');
  assert.match(picture, /<source media="\(prefers-color-scheme: dark\)" srcset="\.\.\/diagrams\/scan-and-index-dark/);
  assert.match(
    picture,
    /<img src="\.\.\/diagrams\/scan-and-index-light\.svg" width="480" alt="Two ways to the 20 newest/,
  );
  assert.match(lookUp('diagram.scan-and-index', 'README.md'), /src="docs\/diagrams\/scan-and-index-light\.svg"/);
});
