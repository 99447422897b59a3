import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { figuresOf } from '../figures/figures.ts';
import { runsFolder } from '../lib/runs-folder.ts';
import { projectFolder } from '../lib/settings.ts';
import { exampleRuns } from '../testing/example-runs.ts';
import { diagramFiles, diagrams } from './diagrams.ts';
import { limitMs, poolSize } from './pool-per-request.ts';
import { pictureWidth, smallSize } from './svg.ts';

const runs = exampleRuns();
after(() => runs.remove());

for (const [name, read] of Object.entries(diagrams)) {
  test(`${name}: the files in docs/diagrams are what is drawn from the kept runs (\`make docs\` draws them)`, () => {
    for (const { file, text } of diagramFiles(read(runsFolder))) {
      assert.ok(existsSync(join(projectFolder, file)), file);
      assert.equal(readFileSync(join(projectFolder, file), 'utf8'), text, file);
    }
  });

  test(`${name}: no text is too small for a phone, and nothing lies outside`, () => {
    const diagram = read(runs.folder);
    for (const { text } of diagramFiles(diagram)) {
      const numbers = (attribute: string) =>
        [...text.matchAll(new RegExp(` ${attribute}="([\\d.-]+)"`, 'g'))].map(([, value]) => Number(value));
      assert.ok(Math.min(...numbers('font-size')) >= smallSize);
      assert.ok(Math.min(...numbers('x'), ...numbers('y')) >= 0);
      assert.ok(Math.max(...numbers('x'), ...numbers('cx')) <= pictureWidth);
      assert.ok(Math.max(...numbers('y'), ...numbers('cy')) <= diagram.height - 8);
    }
  });
}

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

test('a page links to the pictures from where it is, and escapes the words', () => {
  const lookUp = figuresOf(runs.folder);
  const picture = lookUp('diagram.system', 'docs/scenario-1/page.md');
  assert.match(picture, /<source media="\(prefers-color-scheme: dark\)" srcset="\.\.\/diagrams\/system-dark\.svg">/);
  assert.match(picture, /<img src="\.\.\/diagrams\/system-light\.svg" width="480" alt="The lab in two places\./);
  assert.match(picture, /API&#39;s \/metrics/);
  assert.match(lookUp('diagram.system', 'README.md'), /src="docs\/diagrams\/system-light\.svg"/);
});
