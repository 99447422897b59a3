import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histogram, Registry } from 'prom-client';
import { bucketOf, DurationHistogram, durationBuckets } from './duration-histogram.ts';

const name = 'query_seconds';
const help = 'Time of a query';

/** At the bound of every bucket, between bounds, and beyond the last. */
const durations = [0, ...durationBuckets, ...durationBuckets.map((bound) => bound * 1.01), 3600];

/** A histogram of the API, and one of prom-client, each with a registry of its own. */
function createBoth<Label extends string>(labelNames: Label[]) {
  const [ownRegistry, clientRegistry] = [new Registry(), new Registry()];
  const own = new DurationHistogram(ownRegistry, name, help, labelNames);
  const client = new Histogram({ name, help, labelNames, buckets: durationBuckets, registers: [clientRegistry] });
  const texts = async () => [await ownRegistry.metrics(), await clientRegistry.metrics()];
  return { own, client, texts };
}

test('without labels, it prints the same as prom-client, starting at zero', async () => {
  const { own, client, texts } = createBoth([]);
  const [ownZero, clientZero] = await texts();
  assert.equal(ownZero, clientZero);
  for (const seconds of durations) {
    own.observe({}, seconds);
    client.observe(seconds);
  }
  const [ownText, clientText] = await texts();
  assert.equal(ownText, clientText);
  assert.match(ownText ?? '', new RegExp(`^${name}_count ${durations.length}$`, 'm'));
});

test('with labels, it prints the same as prom-client, whatever their values', async () => {
  const { own, client, texts } = createBoth(['method', 'status']);
  own.zero({ method: 'HEAD', status: 200 });
  client.zero({ method: 'HEAD', status: 200 });
  for (const [index, seconds] of durations.entries()) {
    const labels = { method: ['GET', 'a "quoted"\nline'][index % 2] ?? '', status: index % 3 };
    own.observe(labels, seconds);
    client.observe(labels, seconds);
  }
  const [ownText, clientText] = await texts();
  assert.equal(ownText, clientText);
});

test('a duration equal to the upper bound of a bucket is in that bucket', () => {
  assert.deepEqual([0, 0.001, 0.0011, 10, 10.1].map(bucketOf), [0, 0, 1, 18, 19]);
});
