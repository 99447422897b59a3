import type pg from 'pg';
import { readUnfinishedSeed, type UnfinishedSeed } from '../../db-migrations/src/unfinished-seed.ts';
import { formatCount } from '../lib/format.ts';
import { LabError } from '../lib/lab-error.ts';
import { makeCommand } from '../lib/report.ts';

/** How far a seed is that has not been finished, as a sentence. */
export const describeUnfinished = ({ done, posts }: UnfinishedSeed): string =>
  `The tables are not filled yet: they have ${formatCount(done)} of ${formatCount(posts)} posts.`;

/**
 * Checks that the tables are filled: a result or a verdict about half of them would mean nothing.
 * @throws {LabError} `seed_unfinished`
 */
export async function requireSeeded(client: pg.ClientBase, target: string): Promise<void> {
  const unfinished = await readUnfinishedSeed(client);
  if (!unfinished) return;
  const up = makeCommand('up', target);
  throw new LabError(
    'seed_unfinished',
    describeUnfinished(unfinished),
    `If nothing is filling them any more, this continues where it was: ${up}`,
  );
}
