import { defaultSeed } from '../../../db-migrations/src/seed.ts';

const { users } = defaultSeed;

/**
 * Longer than what is left at the end of nearly all seeded pages: a row that fits goes there, so
 * that each insert changes another old page, which is then logged in full.
 */
const content =
  'A post that is a little longer than most, so that it goes to the end of the table, as in one without any gaps.';

/** The parameters of an INSERT for one post. Authors take turns. */
export const newPost = (number: number): [author: number, content: string] => [1 + (number % users), content];
