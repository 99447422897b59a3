import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectFolder, runsFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { exampleRuns } from '../../sandbox/example-runs.ts';
import { boundsIn, textsIn } from '../../sandbox/picture-bounds.ts';
import { diagramFigure, diagramFiles, diagrams } from './diagrams.ts';
import { type Diagram, diagramWidth } from './svg.ts';

const runs = exampleRuns();
after(() => runs.remove());

/** The picture, and the one for narrow screens if there is one. */
const widthsOf = (diagram: Diagram): Diagram[] => [diagram, ...(diagram.narrow ? widthsOf(diagram.narrow) : [])];

for (const [name, read] of Object.entries(diagrams)) {
  test(`${name}: the files in docs/diagrams match the kept runs (\`make docs\` draws them)`, () => {
    for (const { file, text } of diagramFiles(read(runsFolder)))
      assert.equal(readText(join(projectFolder, file)), text, file);
  });

  test(`${name}: light and dark differ only in their colors`, () => {
    for (const diagram of widthsOf(read(runs.folder))) {
      const [light, dark] = diagramFiles({ ...diagram, narrow: undefined }).map(({ text }) => text);
      assert.notEqual(light, dark);
      assert.equal(light?.replace(/#[0-9a-f]{6}/g, ''), dark?.replace(/#[0-9a-f]{6}/g, ''));
    }
  });

  for (const [which, folder] of [
    ['an example', runs.folder],
    ['the kept runs', runsFolder],
  ] as const)
    test(`${name}: no text is too small for a phone, and nothing is outside the frame (${which})`, () => {
      for (const diagram of widthsOf(read(folder)))
        for (const { text } of diagramFiles({ ...diagram, narrow: undefined })) {
          assert.ok(Math.min(...textsIn(text).map(({ size }) => size)) >= 12);
          for (const { what, left, right, top, bottom } of boundsIn(text)) {
            assert.ok(left >= 0 && right <= diagram.width, `${what}: ${left} to ${right}, across`);
            assert.ok(top >= 0 && bottom <= diagram.height, `${what}: ${top} to ${bottom}, down`);
          }
        }
    });
}

test('elements outside the frame are found', () => {
  const outside = (svg: string) =>
    boundsIn(svg).filter(({ left, right, top }) => left < 0 || right > diagramWidth || top < 0).length;
  const at = (x: number, anchor: string) =>
    `<text x="${x}" y="20" fill="#000" font-size="12" text-anchor="${anchor}">${'wide word '.repeat(3)}</text>`;
  assert.deepEqual([at(16, 'start'), at(180, 'middle'), at(344, 'end')].map(outside), [0, 0, 0]);
  assert.deepEqual([at(200, 'start'), at(340, 'middle'), at(100, 'end')].map(outside), [1, 1, 1]);
  assert.equal(outside('<path d="M16 5 L16 -3 L40 5" fill="none"/>'), 1);
  assert.equal(outside('<rect x="300" y="1" width="80" height="2"/>'), 1);
});

test('the alternative text has the numbers that the picture shows', () => {
  assert.match(
    diagrams['scan-and-index'](runs.folder).alternativeText,
    /all 137 pages .* 10,000 rows .* 7\.9 ms\. With the index, a tree of 30 pages in 2 levels/,
  );
});

test('a page links to the picture relative to itself', () => {
  const figure = (page: string) => diagramFigure(diagrams['scan-and-index'](runs.folder), page);
  const picture = figure('docs/scenario-1/page.md');
  assert.match(picture, /<source media="\(prefers-color-scheme: dark\)" srcset="\.\.\/diagrams\/scan-and-index-dark/);
  assert.match(
    picture,
    /<img src="\.\.\/diagrams\/scan-and-index-light\.svg" width="480" alt="Two ways to the 20 newest/,
  );
  assert.match(figure('README.md'), /src="docs\/diagrams\/scan-and-index-light\.svg"/);
});

test('a wide picture has another one for narrow screens, no wider than a phone', () => {
  const diagram = diagrams['broken-and-fixed'](runs.folder);
  assert.ok(diagram.width > diagramWidth);
  assert.equal(diagram.narrow?.width, diagramWidth);
  const picture = diagramFigure(diagram, 'README.md');
  assert.match(picture, /media="\(max-width: 600px\)" srcset="docs\/diagrams\/broken-and-fixed-narrow-light\.svg"/);
  assert.match(picture, /<img src="docs\/diagrams\/broken-and-fixed-light\.svg" width="720"/);
});
