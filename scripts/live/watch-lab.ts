import { isDeepStrictEqual } from 'node:util';
import { apiJob, postgresJob } from '../../dashboards/release-labels.ts';
import { cacheUntilChanged } from '../lib/files.ts';
import { readMetrics, type Sample } from '../lib/metrics.ts';
import { readResults } from '../results/results-folder.ts';
import type { Settings } from '../settings/settings.ts';
import { readAnnotations } from '../targets/local/annotations-file.ts';
import { apiState } from '../targets/local/api-process.ts';
import { localAccess } from '../targets/local/local-access.ts';
import { postgresStatistics } from '../targets/local/postgres-statistics.ts';
import { variantIn } from '../targets/running-state.ts';
import type { LabSnapshot } from './lab-snapshot.ts';
import { labView } from './lab-view.ts';
import { panelMetrics, panelValues, rateSeconds, rowViews } from './panel-values.ts';
import { createSampleStore } from './sample-store.ts';
import { type InitialState, type LabView, type PanelSample, shownSeconds } from './view.ts';

/** As in the cluster's Prometheus. A scrape of more than a second skips seconds (timing.ts). */
const scrapeTimeoutMs = 4000;

/** Scrapes the API, queries PostgreSQL and reads the lab's files. Nothing is written. */
export function watchLab(settings: Settings) {
  const access = localAccess(settings);
  const { folders } = access;
  const store = createSampleStore({ keepSeconds: rateSeconds, names: panelMetrics });
  const statistics = postgresStatistics(scrapeTimeoutMs);
  const readAnnotationsFile = cacheUntilChanged(folders.annotations, () => readAnnotations(folders.annotations));
  const readLocalResults = cacheUntilChanged(settings.resultsFolder, () =>
    readResults(settings.resultsFolder).results.filter(({ target }) => target === 'local'),
  );
  const sinceMs = Date.now();
  const history: PanelSample[] = [];
  let lab = viewOf({ variant: undefined, indexValid: undefined });

  async function scrapeApi(): Promise<Sample[]> {
    // Once the API has stopped, its port may belong to another program.
    if (apiState(folders).state !== 'running') throw new Error('the API is not running');
    return readMetrics(access.apiUrl(), scrapeTimeoutMs);
  }

  async function queryDatabase() {
    access.requireDatabase();
    return statistics.read(access.urls().monitor);
  }

  function viewOf(running: LabSnapshot['running']): LabView {
    const [results, annotations] = [readLocalResults(), readAnnotationsFile()];
    return labView({ running, target: 'local', labFolder: settings.labFolder, results, annotations, sinceMs });
  }

  return {
    initialState: (): InitialState => ({ shownSeconds, rows: rowViews, history, lab }),

    /** Takes one sample of every panel; `lab` is undefined when it has not changed. */
    async scrape(atMs: number): Promise<{ sample: PanelSample; lab: LabView | undefined }> {
      const [metrics, found] = await Promise.all([
        scrapeApi().catch(() => undefined),
        queryDatabase().catch(() => undefined),
      ]);
      store.add(apiJob, atMs, metrics);
      store.add(postgresJob, atMs, found?.samples);
      // Without the API the curves have a gap, not the 0 of an idle API.
      const sample = { atMs, values: metrics ? panelValues(store, atMs) : {} };
      history.push(sample);
      if (history.length > shownSeconds) history.shift();
      const current = viewOf({ variant: variantIn(metrics ?? []), indexValid: found?.indexValid });
      const isChanged = !isDeepStrictEqual(current, lab);
      lab = current;
      return { sample, lab: isChanged ? lab : undefined };
    },

    close: () => statistics.close(),
  };
}
