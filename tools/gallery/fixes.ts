import type { Stage } from '../../scripts/scenario/stages.ts';
import { checks } from '../../scripts/verify/verification.ts';
import type { Fix, Kind } from './fix.ts';
import { atScale } from './kinds/at-scale.ts';
import { data } from './kinds/data.ts';
import { elsewhere } from './kinds/elsewhere.ts';
import { failingDatabase } from './kinds/failing-database.ts';
import { httpCaches } from './kinds/http-caches.ts';
import { rightIndexes, uselessIndexes } from './kinds/indexes.ts';
import { logins } from './kinds/logins.ts';
import { lostConnections } from './kinds/lost-connections.ts';
import { memories } from './kinds/memories.ts';
import { ownLines } from './kinds/own-lines.ts';
import { poolSizes } from './kinds/pool-sizes.ts';
import { poolers } from './kinds/poolers.ts';
import { rawClients } from './kinds/raw-clients.ts';
import { responses } from './kinds/responses.ts';
import { secondTries } from './kinds/second-tries.ts';
import { severalPools } from './kinds/several-pools.ts';
import { sharedFeeds } from './kinds/shared-feeds.ts';
import { timers } from './kinds/timers.ts';
import { unreleased } from './kinds/unreleased.ts';
import { waiting } from './kinds/waiting.ts';
import { windows } from './kinds/windows.ts';

/** In the order of docs/verify.md. The gallery may apply the fixes in any order. */
export const kinds: Kind[] = [
  ...[poolSizes, logins, severalPools, rawClients, ownLines, poolers, waiting, timers, unreleased],
  ...[lostConnections, secondTries, failingDatabase, responses, memories, sharedFeeds, httpCaches],
  ...[windows, data],
  ...[elsewhere, uselessIndexes, rightIndexes, atScale],
];

export const fixes: Fix[] = kinds.flatMap((kind) => kind.fixes);

/** The stage that a fix reaches: the one before the stage whose check it fails. */
export function expectedStage({ fails }: Fix): Stage {
  if (!fails) return 'indexed';
  return checks.find(({ id }) => id === fails)?.stage === 'indexed' ? 'pooled' : 'broken';
}

/** Whether verify needs a load test to get as far as the check that fails. */
export function needsLoadTest({ fails }: Fix): boolean {
  const ids = checks.map(({ id }) => id);
  return !fails || ids.indexOf(fails) >= ids.indexOf('reliable');
}

/** What verify says about a fix that reaches a stage. */
export const verdicts: Record<Stage, string> = { broken: 'no fix holds', pooled: 'fix 1 holds', indexed: 'both hold' };

/** The fixes of a kind as a table in Markdown, for docs/verify.md. */
function tableOf({ title, fixes }: Kind): string {
  const rows = fixes.map((fix) => {
    const failed = fix.fails ? `\`${fix.fails}\`` : '';
    return `| ${fix.name} | ${verdicts[expectedStage(fix)]} | ${failed} | ${fix.why} |`;
  });
  return [`### ${title}`, '', '| fix | verdict | first NO | why |', '|---|---|---|---|', ...rows].join('\n');
}

/** The tables of docs/verify.md. */
export const fixesTables = kinds.map(tableOf).join('\n\n');
