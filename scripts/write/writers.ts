import type { Written } from './written.ts';

/** What `make schema`, `make dashboard` and `make docs` write. Each is loaded only when it is asked for: the schema brings a server with it. */
export const writers: Record<string, () => Promise<Written[]>> = {
  schema: async () => (await import('./schema.ts')).schemaFiles(),
  dashboard: async () => (await import('./dashboard.ts')).dashboardFiles(),
  docs: async () => (await import('./docs.ts')).docsFiles(),
};
