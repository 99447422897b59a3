import { html } from 'hono/html';
import { formatCount, formatMilliseconds, formatPercent } from '../../lib/format.ts';
import { type Fragment, table } from '../../results/report/fragment.ts';
import type { ExperimentRow } from '../experiment.ts';
import type { KeptRun } from '../kept-run.ts';

type Value = ExperimentRow[string] | undefined;

/** The median, with the range below; a dash where nothing could be measured. */
function spreadCell(values: [median: Value, lowest: Value, highest: Value], format: (value: number) => string) {
  const [median, lowest, highest] = values.map((value) => (typeof value === 'number' ? format(value) : undefined));
  if (median === undefined) return '–';
  // The unit is that of the second number.
  return lowest === highest ? median : html`${median}<br><small>${lowest?.replace(/ .*/, '')} to ${highest}</small>`;
}

const titleOf = ({ posts, indexed }: ExperimentRow) =>
  `${formatCount(Number(posts))}, ${indexed ? 'index' : 'no index'}`;

/** The feed query alone, in tables of all sizes. */
export function queryTable({ tables: { pages = [], times = [] } }: KeptRun): Fragment {
  const timeCell = ({ posts, indexed }: ExperimentRow, cache: string) => {
    const row = times.find((one) => one.posts === posts && one.indexed === indexed && one.cache === cache);
    return spreadCell([row?.medianMs, row?.lowestMs, row?.highestMs], formatMilliseconds);
  };
  const cells = pages.map((row) => [
    titleOf(row),
    formatCount(Number(row.predictedPages)),
    spreadCell([row.pages, row.lowestPages, row.highestPages], formatCount),
    timeCell(row, 'cold'),
    timeCell(row, 'warm'),
  ]);
  return table('The query alone', ['posts', 'pages predicted', 'pages touched', 'time, cold', 'time, warm'], cells);
}

/** What the users got. */
export function loadTable({ tables: { loads = [] } }: KeptRun): Fragment {
  const cells = loads.map((row) => [
    titleOf(row),
    spreadCell([row.requestsPerSecond, row.slowestRoundPerSecond, row.fastestRoundPerSecond], formatCount),
    spreadCell([row.successRate, row.lowestSuccessRate, row.highestSuccessRate], formatPercent),
    spreadCell([row.p50Ms, row.lowestP50Ms, row.highestP50Ms], formatMilliseconds),
    spreadCell([row.p99Ms, row.lowestP99Ms, row.highestP99Ms], formatMilliseconds),
  ]);
  return table('Under load', ['posts', 'req/s', 'success rate', 'p50', 'p99'], cells);
}
