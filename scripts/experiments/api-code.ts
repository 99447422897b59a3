import { readFileSync } from 'node:fs';
import { projectFolder } from '../lib/project-folder.ts';

/** A replacement in a file of the checkout. */
interface Edit {
  file: string;
  from: string;
  to: string;
}

/** How a variant of the API differs from the lab's own. */
export interface ApiCode {
  /** The text of app/src/database/mine.ts; shared-pool.ts when absent. */
  mine?: string;
  /** Texts of other files of app/, by path: new ones, and ones that replace the lab's. */
  files?: Record<string, string>;
  /** Changes elsewhere in app/. */
  edits?: Edit[];
}

/** The lab's own variants. */
export const fixedVariant: ApiCode = {};
export const brokenVariant: ApiCode = {
  mine: readFileSync(`${projectFolder}app/src/database/pool-per-request.ts`, 'utf8'),
};

/**
 * Code for mine.ts: `before` runs at the start, `use` per request, `close` at shutdown. `imports`
 * are lines above it, each with its line break.
 */
export const ownUse = (before: string, use: string, close = '', imports = ''): string =>
  `${imports}import type { Connections, CreatePool } from './connections.ts';

export function openConnections(createPool: CreatePool): Connections {
  ${before}
  return {
    async use(work) {
      ${use}
    },
    async close() {
      ${close}
    },
  };
}
`;

/** Code that runs the request's work on `client`, and releases it. */
export const useClient = `try {
          return await work(client);
        } finally {
          client.release();
        }`;

/** Code that runs the request's work on a connection of `pool`. */
export const useOnce = `const client = await pool.connect();
        ${useClient}`;

/** Code of one shared pool with these settings of node-postgres. */
export const sharedPool = (settings: string): string =>
  ownUse(`const pool = createPool({ ${settings} });`, useOnce, 'await pool.end();');

/** Code of a pool per request with these settings of node-postgres. */
export const perRequest = (settings: string): string =>
  ownUse(
    '',
    `const pool = createPool({ ${settings} });
      try {
        ${useOnce}
      } finally {
        await pool.end();
      }`,
  );

export const feedRouteFile = 'app/src/routes/feed.ts';
/** Its query. */
export const queryFeed = 'database.query<FeedPost & Record<string, unknown>>(feed, [], timingOf(response))';
/** Its lines that send the response. */
export const feedAnswer = `      const posts = await ${queryFeed};
      sendJson(response, posts);`;

/** Caches the feed in the API's memory. */
export function cacheFor(milliseconds: number): ApiCode {
  return {
    edits: [
      {
        file: feedRouteFile,
        from: feedAnswer,
        to: `      if (Date.now() - cachedAt > ${milliseconds}) {
        cached = await ${queryFeed};
        cachedAt = Date.now();
      }
      sendJson(response, cached);`,
      },
      {
        file: feedRouteFile,
        from: `  const router = exactRouter();`,
        to: `  const router = exactRouter();\n  let cached: unknown;\n  let cachedAt = 0;`,
      },
    ],
  };
}
