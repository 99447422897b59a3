import { isDeepStrictEqual } from 'node:util';
import type { Variant } from '../../app/build.ts';
import type { Settings } from '../lib/settings.ts';
import { readMetrics, type Sample } from '../measure/metrics.ts';
import { readResults } from '../results/result.ts';
import { apiState } from '../targets/local/api-process.ts';
import { localAccess } from '../targets/local/local-access.ts';
import { readMarks } from '../targets/local/marks-file.ts';
import { labView } from './lab-view.ts';
import { panelMetrics, panelValues, rowViews } from './panel-values.ts';
import { postgresStatistics } from './postgres-statistics.ts';
import { createSampleStore } from './sample-store.ts';
import type { LabView, Opening, Tick } from './view.ts';
import { whenChanged } from './when-changed.ts';

/** What the curves show: as long as Grafana's dashboard does. */
const historySeconds = 300;
/** A scrape that takes longer leaves seconds out (every-second.ts); Prometheus waits four seconds in the cluster. */
const withinMs = 4000;

/** What changed in one look: the curves always move on, the rest only when it is another. */
export interface Change {
  tick: Tick;
  lab?: LabView;
}

/** The lab on this machine, looked at from outside: its API is scraped, its database asked, its files are read. Nothing is written. */
export function watchLab(settings: Settings) {
  const access = localAccess(settings);
  const { folders } = access;
  const store = createSampleStore({ keepSeconds: 10, names: panelMetrics });
  const statistics = postgresStatistics(withinMs);
  const readMarksFile = whenChanged(folders.marks, () => readMarks(folders.marks));
  const readLocalResults = whenChanged(settings.resultsFolder, () =>
    readResults(settings.resultsFolder).results.filter(({ target }) => target === 'local'),
  );
  const history: Tick[] = [];
  let lab: LabView | undefined;

  // A port that the API has left may be another program's by now.
  async function scrapeApi(): Promise<Sample[]> {
    if (apiState(folders.apiProcess).state !== 'running') throw new Error('the API is not running');
    return readMetrics(access.apiUrl(), withinMs);
  }

  async function askDatabase() {
    access.requireDatabase();
    return statistics.read(access.urls().monitor);
  }

  return {
    /** What a page is told when it connects. */
    opening: (): Opening => ({ rows: rowViews, history, lab: lab ?? labView(look(undefined)) }),

    /** Looks once. */
    async look(atMs: number): Promise<Change> {
      const [metrics, found] = await Promise.all([
        scrapeApi().catch(() => undefined),
        askDatabase().catch(() => undefined),
      ]);
      if (metrics) store.add('api', atMs, metrics);
      else store.fail('api', atMs);
      if (found) store.add('postgres', atMs, found.samples);
      else store.fail('postgres', atMs);
      const tick = { atMs, values: panelValues(store, atMs) };
      history.push(tick);
      if (history.length > historySeconds) history.shift();
      const variant = metrics?.find(({ name }) => name === 'feed_build_info')?.labels.variant as Variant | undefined;
      const next = labView(look(variant && found && { variant, indexValid: found.indexValid }));
      if (isDeepStrictEqual(next, lab)) return { tick };
      lab = next;
      return { tick, lab };
    },

    close: () => statistics.close(),
  };

  function look(state: Parameters<typeof labView>[0]['state']) {
    return { state, labFolder: settings.labFolder, results: readLocalResults(), marks: readMarksFile() };
  }
}
