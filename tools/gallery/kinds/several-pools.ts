import { useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { goodPool, useByQuery, useSingle } from './code.ts';

/** Different connections for different routes. None of them builds an index. */
export const severalPools: Kind = {
  title: 'Several pools',
  fixes: [
    {
      name: 'only the feed shares connections',
      why: 'The slow page is fixed, but every post and every list still logs in, and to the same database.',
      ...useByQuery(
        `const pool = createPool({ ${goodPool} });`,
        `if (query === 'feed') {
        ${useOnce}
      }
      ${useSingle()}`,
        'await pool.end();',
      ),
      fails: 'connections',
    },
    {
      name: 'separate pools for reads and writes',
      why: 'Right: a long line of readers cannot keep anybody from posting, and twelve connections are not too many.',
      ...useByQuery(
        `const reads = createPool({ max: 8, connectionTimeoutMillis: 2000 });
  const writes = createPool({ max: 4, connectionTimeoutMillis: 2000 });`,
        `const pool = query === 'create_post' ? writes : reads;
        ${useOnce}`,
        'await Promise.all([reads.end(), writes.end()]);',
      ),
      fails: 'index',
    },
  ],
};
