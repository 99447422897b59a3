// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument, readDocuments } from './document.ts';
import { readKnownNames } from './known-names.ts';
import { nameProblems } from './names.ts';

const names = await readKnownNames();
const problemsIn = (text: string) => nameProblems(parseDocument('page.md', text), names);

test('targets, flags, variables, metrics, files, ports and panels that exist are accepted', () => {
  const text = `Run \`make loadtest USERS=50\`, \`STAGE=pooled make verify ARGS=--hint\` or \`make compare ARGS="--with other/*.json"\`.
\`TARGET=local\` is set, and \`API_PORT\`. \`http_requests_total\`, \`db_client_connection_create_time_seconds_bucket{le="1"}\`.
Look at \`app/src/database/mine.ts\`, \`mine.ts\`, \`scripts/\`, \`db-migrations/mine/*.sql\` and http://127.0.0.1:3000/feed.
**Successful Requests**, **Success Rate %**, **Rows Read of posts**, the panel **Pool**. A **Hash Join**, and **Start over** again.

\`\`\`sh
export KUBE_CONTEXT=mine REGISTRY=example.org
make up && make down  # make nothing
\`\`\`
`;
  assert.deepEqual(problemsIn(text), []);
});

test('each name that does not exist is reported with its line', () => {
  const text = `Run \`make nothing\`, \`make verify ARGS=--hints\`, \`make up USER=5\`.
\`http_request_total\` and \`API_PORTS\`.
\`app/src/none.ts\`, \`none.ts\`, \`scripts/none/*.ts\`, http://127.0.0.1:3001.
**Succesful Requests**, the panel **Pools**.

\`\`\`sh
make up
cat docs/none.md; make down-again
\`\`\`
`;
  assert.deepEqual(problemsIn(text), [
    'page.md:1: there is no make nothing',
    'page.md:1: there is no make verify ARGS=--hints',
    'page.md:1: there is no USER=',
    'page.md:2: there is no http_request_total',
    'page.md:2: there is no API_PORTS',
    'page.md:3: there is no app/src/none.ts',
    'page.md:3: there is no none.ts',
    'page.md:3: there is no scripts/none/',
    'page.md:8: there is no make down-again',
    'page.md:8: there is no docs/none.md',
    'page.md:3: nothing listens on port 3001',
    'page.md:4: there is no panel Succesful Requests',
    'page.md:4: there is no panel Pools',
  ]);
});

for (const document of await readDocuments())
  test(`${document.file}: every name in it exists in the code`, () => {
    assert.deepEqual(nameProblems(document, names), []);
  });
