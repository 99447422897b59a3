import type { Writing } from './written.ts';

/** What `make schema`, `make dashboard` and `make docs` write. Each is loaded only when it is asked for: the schema brings a server with it. */
export const writers: Record<string, () => Promise<Writing>> = {
  schema: async () => ({ files: await (await import('./schema.ts')).schemaFiles(), problems: [] }),
  dashboard: async () => ({ files: (await import('./dashboard.ts')).dashboardFiles(), problems: [] }),
  docs: async () => (await import('./docs.ts')).docsFiles(),
};
