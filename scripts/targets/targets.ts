import type { Settings } from '../settings/settings.ts';
import type { Target } from './target.ts';

/** The targets by name. Each is loaded on demand, which saves a third of a second. */
export const targets: Record<Settings['target'], (settings: Settings) => Promise<Target>> = {
  local: async (settings) => (await import('./local/local.ts')).localTarget(settings),
  kind: async (settings) => (await import('./kind/kind.ts')).kindTarget(settings),
};
