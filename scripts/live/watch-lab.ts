import { isDeepStrictEqual } from 'node:util';
import { apiJob, postgresJob } from '../../dashboards/jobs.ts';
import { cacheUntilChanged } from '../lib/files.ts';
import { readMetrics, type Sample } from '../lib/metrics.ts';
import { readResults } from '../results/results-folder.ts';
import type { Settings } from '../settings/settings.ts';
import { readAnnotations } from '../targets/local/annotations-file.ts';
import { apiState } from '../targets/local/api-process.ts';
import { localAccess } from '../targets/local/local-access.ts';
import { postgresStatistics } from '../targets/local/postgres-statistics.ts';
import { variantIn } from '../targets/running-state.ts';
import { labView, type Running } from './lab-view.ts';
import { panelMetrics, panelValues, rateSeconds, rowViews } from './panel-values.ts';
import { createSampleStore } from './sample-store.ts';
import { type LabView, type Opening, shownSeconds, type Tick } from './view.ts';

/** A scrape that takes longer leaves seconds out (timing.ts); Prometheus waits as long in the cluster. */
const withinMs = 4000;

/** What changed in one look: the curves always move on, the rest only when it is another. */
interface Change {
  tick: Tick;
  lab?: LabView;
}

/** The lab on this machine, looked at from outside: its API is scraped, its database asked, its files are read. Nothing is written. */
export function watchLab(settings: Settings) {
  const access = localAccess(settings);
  const { folders } = access;
  const store = createSampleStore({ keepSeconds: rateSeconds, names: panelMetrics });
  const statistics = postgresStatistics(withinMs);
  const readAnnotationsFile = cacheUntilChanged(folders.annotations, () => readAnnotations(folders.annotations));
  const readLocalResults = cacheUntilChanged(settings.resultsFolder, () =>
    readResults(settings.resultsFolder).results.filter(({ target }) => target === 'local'),
  );
  const sinceMs = Date.now();
  const history: Tick[] = [];
  let lab = viewOf({ variant: undefined, indexValid: undefined });

  // A port that the API has left may be another program's by now.
  async function scrapeApi(): Promise<Sample[]> {
    if (apiState(folders.apiProcess).state !== 'running') throw new Error('the API is not running');
    return readMetrics(access.apiUrl(), withinMs);
  }

  async function askDatabase() {
    access.requireDatabase();
    return statistics.read(access.urls().monitor);
  }

  function viewOf(running: Running): LabView {
    const [results, annotations] = [readLocalResults(), readAnnotationsFile()];
    return labView({ running, target: 'local', labFolder: settings.labFolder, results, annotations, sinceMs });
  }

  return {
    /** What a page is told when it connects. */
    opening: (): Opening => ({ shownSeconds, rows: rowViews, history, lab }),

    /** Looks once. */
    async look(atMs: number): Promise<Change> {
      const [metrics, found] = await Promise.all([
        scrapeApi().catch(() => undefined),
        askDatabase().catch(() => undefined),
      ]);
      store.add(apiJob, atMs, metrics);
      store.add(postgresJob, atMs, found?.samples);
      // Without an API there is nothing to show: a gap, and not the 0 of a time in which nobody asks.
      const tick = { atMs, values: metrics ? panelValues(store, atMs) : {} };
      history.push(tick);
      if (history.length > shownSeconds) history.shift();
      const now = viewOf({ variant: variantIn(metrics ?? []), indexValid: found?.indexValid });
      if (isDeepStrictEqual(now, lab)) return { tick };
      lab = now;
      return { tick, lab };
    },

    close: () => statistics.close(),
  };
}
