import { LabError } from '../lib/lab-error.ts';
import { findK6, k6Engine } from './k6.ts';
import type { LoadEngine } from './load-engine.ts';

/** Imported on demand, because it takes longer to load than most verbs take to run. */
const loadAutocannon = async () => (await import('./autocannon.ts')).autocannonEngine;

/**
 * k6 if it is installed, else autocannon.
 * @throws {LabError} `tool_missing` if k6 was requested but is not installed
 */
export async function chooseEngine(wanted: 'auto' | 'k6' | 'autocannon'): Promise<LoadEngine> {
  if (wanted === 'autocannon') return loadAutocannon();
  const k6Version = await findK6();
  if (k6Version) return k6Engine(k6Version);
  if (wanted === 'auto') return loadAutocannon();
  throw new LabError(
    'tool_missing',
    'k6 1.0 or newer is not installed.',
    'Get it from https://grafana.com/docs/k6/latest/set-up/install-k6/, or leave LOAD_ENGINE out.',
  );
}
