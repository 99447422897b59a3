// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument, readDocuments } from './document.ts';
import { linkProblems } from './links.ts';

const problemsIn = (text: string) => linkProblems(parseDocument('docs/page.md', text));

test('links to files, headings and pictures that exist are accepted', () => {
  const text = `# A *first* heading: 1 & 2

[file](api.md) [up](../README.md) [folder](../app/) [here](#a-first-heading-1--2) [there](../README.md#two-commands)
![picture](screenshots/broken-dark-wide.png) <https://example.org/a> http://127.0.0.1:3002 [mail](https://example.org)

<picture><img src="screenshots/broken-dark-wide.png"></picture> <a id="by-hand"></a> [by hand](#by-hand)

## Again
## Again

[the second](#again-1)
`;
  assert.deepEqual(problemsIn(text), []);
});

test('each link that leads nowhere is reported with its line', () => {
  const text = `# Title

[one](none.md)
[two](#none)
[three](../README.md#none)

![four](none.png)

<img src="none.svg">

[five](http://example.org)

[six]: ftp://example.org
[seven](https://)
`;
  assert.deepEqual(problemsIn(text), [
    'docs/page.md:3: a link leads to nothing: none.md',
    'docs/page.md:4: a link leads to no heading of docs/page.md: #none',
    'docs/page.md:5: a link leads to no heading of README.md: #none',
    'docs/page.md:7: a link leads to nothing: none.png',
    'docs/page.md:9: a link leads to nothing: none.svg',
    'docs/page.md:11: a link is not https: http://example.org',
    'docs/page.md:13: a link is not https: ftp://example.org',
    'docs/page.md:14: a link is not a valid address: https://',
  ]);
});

for (const document of await readDocuments())
  test(`${document.file}: every link leads somewhere`, () => {
    assert.deepEqual(linkProblems(document), []);
  });
