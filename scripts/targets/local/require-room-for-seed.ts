import { withClient } from '../../../db-migrations/src/database-access.ts';
import { missingSeedBytes } from '../../../db-migrations/src/seed-disk.ts';
import type { SeedSize } from '../../../db-migrations/src/seed-rows.ts';
import { formatCount, formatGibibytes } from '../../lib/format.ts';
import { freeBytesOf } from '../../lib/free-bytes.ts';
import { LabError } from '../../lib/lab-error.ts';

/**
 * Checks the disk before a seed replaces the rows.
 * @param freeBytes tests pass their own
 * @throws {LabError} `disk_full`
 */
export async function requireRoomForSeed(
  ownerUrl: string,
  dataFolder: string,
  size: SeedSize,
  freeBytes = freeBytesOf,
): Promise<void> {
  const needed = await withClient(ownerUrl, (client) => missingSeedBytes(client, size));
  const free = await freeBytes(dataFolder);
  if (free >= needed) return;
  throw new LabError(
    'disk_full',
    `${formatCount(size.posts)} posts need ${formatGibibytes(needed)} on the disk with ${dataFolder}, which has ${formatGibibytes(free)} free. Nothing was changed.`,
    'Free some space, choose a smaller POSTS=, or put the lab on another disk: LAB_FOLDER=/another/disk/feed-lab',
  );
}
