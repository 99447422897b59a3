import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument, readDocuments } from './document.ts';
import { mostWords, sentenceProblems } from './sentences.ts';

const problemsOf = (text: string) => sentenceProblems(parseDocument('page.md', text));

test('a sentence that is too long is named, with its line', async () => {
  const long = `It goes on ${'and on '.repeat(mostWords / 2)}here.`;
  assert.deepEqual(await problemsOf(`# Title\n\nThis is short.\n${long}\n`), [
    `page.md:4: 34 words, at most 30: "${long}"`,
  ]);
});

test('a sentence of hard words is named, with its line', async () => {
  const hard =
    'Consequently, asynchronous initialisation necessitates exceptionally comprehensive architectural considerations.';
  const [problem = '', ...others] = await problemsOf(`One two.\n\n- ${hard}\n`);
  assert.match(problem, /^page\.md:3: Unexpected hard to read sentence.*"Consequently, asynchronous/);
  assert.deepEqual(others, []);
});

test('the words that the pages explain are not hard, and code is one word', async () => {
  assert.deepEqual(await problemsOf('A connection is opened, and the database runs queries without an index.'), []);
  const code = '`make loadtest USERS=300 DURATION=2m LOAD_ENGINE=autocannon`';
  assert.deepEqual(await problemsOf(`Run ${`${code}, `.repeat(10)} and look.`), []);
});

test('a sentence may begin with code', async () => {
  const sentence = 'it does what it says and it does it well and then it ends.';
  assert.deepEqual(await problemsOf(`\`make up\` ${sentence} \`make down\` ${sentence} \`make up\` ${sentence}`), []);
});

/** For learners, some of whom read in a foreign language. The others are for who works in the trade. */
const forLearners = /^docs\/(scenario-1\/.*|teach)\.md$/;

for (const document of (await readDocuments()).filter(({ file }) => forLearners.test(file)))
  test(`${document.file}: no sentence is too long or hard to read`, async () => {
    assert.deepEqual(await sentenceProblems(document), []);
  });
