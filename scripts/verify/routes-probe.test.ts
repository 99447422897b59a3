// Early: sends requests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { deleteVerifyPosts } from '../../db-migrations/src/verify-rows.ts';
import { parseMetrics, sumOf } from '../lib/metrics.ts';
import { probeRoute } from './routes-probe.ts';

const context = useTestApi();
const never = new AbortController().signal;

const countFeeds = async () =>
  sumOf(parseMetrics(await context.api.metrics.registry.metrics()), 'http_requests_total', { route: '/feed' });

test('the feed is read after each post, and is not one of the requests for which logins are counted', async () => {
  const before = await countFeeds();
  const { requests, sessions } = await withClient(context.database.ownerUrl, (client) =>
    probeRoute(context.api.url, client, 'two users who post', '/posts', never, '/feed').finally(() =>
      deleteVerifyPosts(client),
    ),
  );
  assert.ok(requests > 0);
  assert.deepEqual([(await countFeeds()) - before, sessions], [requests, 0]);
});
