import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import { exampleRuns } from '../../sandbox/example-runs.ts';
import { formatByName, formatBytes, titleOf } from './format-figure.ts';
import { figuresIn } from './look-up-figure.ts';

const runs = exampleRuns();
after(() => runs.remove());
const lookUp = figuresIn(runs.folder);
const figure = (name: string) => lookUp(name, 'docs/page.md');
const errorFor = (name: string) => {
  try {
    return `no error: ${figure(name)}`;
  } catch (error) {
    assert.ok(error instanceof LabError);
    return `${error.message} ${error.whatToDo}`;
  }
};

test('a number of an experiment is found by its row, and shown with its unit', () => {
  assert.equal(figure('keyset:rows[index=none].executionMs'), '7.9 ms');
  assert.equal(figure('keyset:rows[idx_posts_created_at].postsRead'), '20');
  assert.equal(figure('keyset:machine'), '2 cores of an AMD EPYC, 24 GiB memory, Linux');
  assert.equal(figure('keyset:tables.sizes[posts=10000].pageBytes'), '8 KiB');
  assert.equal(figure('request-timeline:rows[one per request, users=1, indexed=true, query].medianMs'), '0.50 ms');
});

test('a condition in quotes may contain a comma', () => {
  assert.equal(figure('connections-held:rows[what="of those, authenticating"].median'), '37');
  assert.equal(figure('connections-held:rows["of those, ended", scramIterations=4096].median'), '0');
  assert.match(errorFor('connections-held:rows[what=of those, authenticating].median'), /no row matches/);
});

test('a figure can be one number divided by another', () => {
  assert.equal(figure('keyset:rows[index=none].executionMs / keyset:rows[idx_posts_created_at].executionMs'), '72');
});

test('rows become a table, and lines of text a fence', () => {
  assert.equal(
    figure('keyset:rows[posts=10000] | index; pages = pagesTouched; executionMs'),
    '| index | pages | execution |\n|---|---:|---:|\n| none | 141 | 7.9 ms |\n| idx_posts_created_at | 64 | 0.11 ms |',
  );
  assert.equal(figure('keyset:texts[first page, 10000 posts, index: none]'), '```text\nLimit\n  ->  Sort\n```');
});

test('a login is the time of all phases before the query', () => {
  assert.equal(figure('request-timeline.alone.loginMs'), '9.0 ms');
});

test('the error for a path that leads to nothing, or to more than one number, lists what exists', () => {
  assert.match(errorFor('keysett:rows'), /no kept run "keysett" in docs\/runs; there are: .*keyset/);
  assert.match(
    errorFor('keyset:rows[index=hash].executionMs'),
    /no row matches \[index=hash\]\. The first row is \{"posts":10000/,
  );
  assert.match(
    errorFor('keyset:rows[first page].executionMs'),
    /2 rows match\. Narrow it down; they differ in index, executionMs/,
  );
  assert.match(
    errorFor('keyset:rows[index=none].executionS'),
    /there is no executionS\. There is posts, index, query, executionMs/,
  );
  assert.match(errorFor('keyset:tables'), /is not a number\. Continue with one of sizes/);
  assert.match(
    errorFor('keyset:rows[index=none].query / keyset:rows[index=none].postsRead'),
    /is not a number\. It is "first page"/,
  );
});

test('the name of a field decides the unit', () => {
  assert.deepEqual(
    [
      formatByName('walBytesPerRow', 231.4),
      formatByName('tableBytes', 11_534_336),
      formatByName('shareOfTime', 0.4567),
      formatByName('connectionsPerRequest', 1.7312),
      formatByName('requestsPerSecond', 1774.3),
      formatByName('shareOfCoresBusy', null),
      formatByName('indexed', true),
    ],
    ['231 bytes', '11.0 MiB', '46 %', '1.73', '1,774', '–', 'yes'],
  );
  assert.equal(formatBytes(229_376), '224 KiB');
  assert.equal(titleOf('requestsPerSecond'), 'requests per second');
});
