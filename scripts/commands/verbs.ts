import type { Command } from './command.ts';

/**
 * Every verb, in the order in which a learner meets them. Imported on demand: all of them together
 * take longer to load than most take to run.
 */
const loaders: Record<string, () => Promise<Command>> = {
  lab: async () => (await import('./lab.ts')).lab,
  guide: async () => (await import('./guide.ts')).guide,
  up: async () => (await import('./up.ts')).up,
  loadtest: async () => (await import('./loadtest.ts')).loadtest,
  why: async () => (await import('./why.ts')).why,
  'apply-fix': async () => (await import('./apply-fix.ts')).applyFix,
  'apply-index': async () => (await import('./apply-index.ts')).applyIndex,
  explain: async () => (await import('./explain.ts')).explain,
  verify: async () => (await import('./verify.ts')).verify,
  compare: async () => (await import('./compare.ts')).compare,
  status: async () => (await import('./status.ts')).status,
  reset: async () => (await import('./reset.ts')).reset,
  dev: async () => (await import('./dev.ts')).dev,
  psql: async () => (await import('./psql.ts')).psql,
  api: async () => (await import('./open.ts')).api,
  grafana: async () => (await import('./open.ts')).grafana,
  prometheus: async () => (await import('./open.ts')).prometheus,
  down: async () => (await import('./down.ts')).down,
};

export const verbNames: string[] = Object.keys(loaders);

export async function loadVerb(name: string): Promise<Command | undefined> {
  return Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined;
}

export function loadVerbs(): Promise<Command[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}
