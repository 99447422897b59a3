import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, test } from 'node:test';
import { createTestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { requireRoomForSeed } from './require-room-for-seed.ts';

const database = await createTestDatabase();
after(() => database.drop());

const gibibyte = 2 ** 30;
const requireRoom = (posts: number, free: number) =>
  requireRoomForSeed(database.ownerUrl, tmpdir(), { users: 600, posts }, async () => free);

test('10 million posts need 2 GiB for the table and 1 GiB for the log, and more need more', async () => {
  await assert.rejects(requireRoom(10_000_000, 2.5 * gibibyte), {
    code: 'disk_full',
    message: /^10,000,000 posts need 3\.0 GiB on the disk with .*, which has 2\.5 GiB free\. Nothing was changed\.$/,
    whatToDo: /POSTS=.*LAB_FOLDER=/,
  });
  await requireRoom(10_000_000, 3.1 * gibibyte);
  await assert.rejects(requireRoom(100_000_000, 20 * gibibyte), { code: 'disk_full' });
  await requireRoom(100_000_000, 21.1 * gibibyte);
});

test('the old rows make room, and a small seed needs next to nothing', async () => {
  await requireRoom(10_000, 5 * 2 ** 20);
});
