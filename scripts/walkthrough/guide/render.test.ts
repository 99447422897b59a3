// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { readNumberedPages } from '../pages.ts';
import { renderLines } from './render.ts';

const show = (markdown: string, width = 60) =>
  stripVTControlCharacters(renderLines(markdown, width, (url) => `at ${url}`).join('\n'));

test('text is wrapped, and nested lists keep their indentation', () => {
  assert.equal(
    show('1. one two three four five\n   - six seven eight nine\n2. ten', 20),
    '  1. one two three\n     four five\n       • six seven\n         eight nine\n  2. ten',
  );
});

test('figures lose their markers, links show their address, and a bare address is shown once', () => {
  assert.equal(show('It took <!--=x.y-->9.1 ms<!--/-->.'), 'It took 9.1 ms.');
  assert.equal(show('See [this page](other.md#part).'), 'See this page (at other.md#part).');
  assert.equal(show('See http://127.0.0.1:3000/feed now.'), 'See http://127.0.0.1:3000/feed now.');
});

test('a link that leads to no place shows only its words, and a diagram where it can be seen', () => {
  const render = (markdown: string, describeLink: (url: string) => string | undefined) =>
    stripVTControlCharacters(renderLines(markdown, 60, describeLink).join('\n'));
  assert.equal(
    render('The [p99](glossary.md#p99) rose.', () => undefined),
    'The p99 rose.',
  );
  const diagram = '```mermaid\nflowchart LR\n  A --> B\n```\n';
  const shown = render(diagram, (url) => (url === '' ? 'docs/page.md' : undefined));
  assert.match(shown, /^Diagram: .*\sdocs\/page\.md$/);
});

test('pictures are described, in each way in which a page can include them', () => {
  const picture = '<picture><source srcset="dark.svg"><img src="light.svg" alt="A box."></picture>';
  for (const markdown of [
    `<!--=d-->\n${picture}\n<!--/-->`,
    `<!--=d-->\n\n${picture.replaceAll('><', '>\n<')}\n\n<!--/-->`,
    '![A box.](light.svg)',
  ])
    assert.equal(show(markdown).trim(), 'Picture: A box. (at light.svg)');
});

test('a table fits the width, and its words stay whole while another column has room', () => {
  const lines = show('| a | b |\n|---|--:|\n| one | two three four five six seven |', 24).split('\n');
  assert.ok(lines.every((line) => stringWidth(line) <= 24));
  assert.ok(lines.length > 5);
  assert.match(
    show('| a | b |\n|---|---|\n| connectionTimeoutMillis | how long a request waits in line |', 40),
    /│ connectionTimeoutMillis │ how long a │/,
  );
});

test('every page of the walk fits into a terminal', () => {
  for (const width of [50, 80, 100])
    for (const { file, parts } of readNumberedPages())
      for (const part of parts) {
        if (part.kind !== 'text' && part.kind !== 'folded') continue;
        const lines = renderLines(part.markdown, width, (url) => url);
        for (const line of lines) assert.ok(stringWidth(line) <= width, `${file}: ${line}`);
        assert.doesNotMatch(lines.join('\n'), /<!--|&nbsp;|^Next: |^# |<img/m, file);
      }
});
