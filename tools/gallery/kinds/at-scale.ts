import type { ScaleOption } from '../../../scripts/experiments/scale-options/scale-option.ts';
import { scaleOptions } from '../../../scripts/experiments/scale-options/scale-options.ts';
import type { Fix, Kind } from '../fix.ts';

/** The option as `make bench ARGS=writes` measures it: the same files. */
function fixOf({ name, idea, sql, code }: ScaleOption, verdict: Pick<Fix, 'fails' | 'hint'> = {}): Fix {
  return { name: `at scale: ${name}`, why: idea, ...code, ...(sql.length > 0 && { sql }), ...verdict };
}

const { cache, feedTable, partitions } = scaleOptions;

/**
 * What people do about a feed with many posts and many new ones. The other options are in other
 * kinds.
 */
export const atScale: Kind = {
  title: 'At a larger scale',
  fixes: [fixOf(cache, { fails: 'fresh', hint: /does not come from the table/ }), fixOf(feedTable), fixOf(partitions)],
};
