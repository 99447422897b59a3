import { answers } from './answers.ts';
import type { Fix } from './fix.ts';
import { indexes } from './indexes.ts';
import { pools } from './pools.ts';

/** All that was tried. Those without an index come first: what builds one begins by dropping all others, and nothing else does. */
export const fixes: Fix[] = [...pools, ...answers, ...indexes];

const verdicts: Record<Fix['reached'], string> = {
  broken: 'no fix holds',
  pooled: 'fix 1 holds',
  indexed: 'both hold',
};

/** The list as docs/verify.md has it, in Markdown. */
export const fixesTable = [
  '| fix | verdict | first NO | why |',
  '|---|---|---|---|',
  ...fixes.map(
    ({ name, reached, fails, why }) => `| ${name} | ${verdicts[reached]} | ${fails ? `\`${fails}\`` : ''} | ${why} |`,
  ),
].join('\n');
