import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { createTestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { readMetrics, sumOf } from '../../lib/metrics.ts';
import { buildOwnApi, buildPeers, type ServerProgram, withBuildFolder, withoutMetrics } from '../built-servers.ts';
import { requireCounted, requireSameFeeds, withServer } from '../measured-server.ts';

const database = await createTestDatabase();
after(() => database.drop());
const { signal } = new AbortController();
const access = { databaseUrl: database.apiUrl, signal };

test('the API, with and without metrics, and its peers serve the same feed, and count it if they have metrics', async () => {
  await withBuildFolder(async (folder) => {
    const ours = await buildOwnApi(folder, signal);
    const peers = await buildPeers(folder, signal);
    const silent = await withoutMetrics(folder, signal);
    await requireSameFeeds([ours, silent, ...Object.values(peers)], access);
    assert.deepEqual(
      [ours, silent, peers.express].map(({ counter }) => typeof counter),
      ['object', 'string', 'object'],
    );

    const rejected = (programs: ServerProgram[], message: string) =>
      assert.rejects(requireSameFeeds(programs, access), { code: 'not_comparable', message });
    await rejected([{ ...ours, counter: 'none' }], 'feed-lab has metrics; expected none.');

    const query = join(dirname(peers.nodeHttp.file), '../../../app/src/routes/feed-query.js');
    const serveFrom = (text: string) => writeFileSync(query, `export const feedQuery = ${JSON.stringify(text)};`);
    const columns = 'posts.id, user_id, content, posts.created_at, username';
    const joined = 'FROM posts JOIN users ON users.id = user_id';
    serveFrom(`SELECT ${columns} ${joined} ORDER BY posts.created_at LIMIT 20`);
    await rejected([ours, peers.nodeHttp], 'The feed of node:http differs from that of feed-lab.');
    serveFrom(`SELECT ${columns} ${joined} LIMIT 19`);
    await assert.rejects(requireSameFeeds([peers.nodeHttp], access), {
      code: 'not_comparable',
      message: /^The feed of node:http does not match the contract:/,
    });
  });
});

test('a server whose counter differs from the number of requests sent is rejected', async () => {
  await withBuildFolder(async (folder) => {
    const ours = await buildOwnApi(folder, signal);
    await withServer(ours, access, async (server) => {
      const countFeeds = async () => sumOf(await readMetrics(server.url), 'http_requests_total', { route: '/feed' });
      const requestTwice = async () => {
        const before = await countFeeds();
        for (let request = 0; request < 2; request += 1) await fetch(`${server.url}/feed`);
        await waitFor(async () => (await countFeeds()) === before + 2);
      };
      await requireCounted(ours, server, requestTwice, () => 2);
      await assert.rejects(
        requireCounted(ours, server, requestTwice, () => 1),
        { code: 'not_comparable', message: 'The metrics of feed-lab counted 2 requests; expected 1.' },
      );
    });
  });
});
