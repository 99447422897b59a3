/** A replacement in a file of the checkout. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

/** What a variant of the API differs in. */
export interface ApiCode {
  /** The text of app/src/database/mine.ts; the lab's own shared pool when absent. */
  mine?: string;
  /** Changes elsewhere in app/. */
  edits?: Edit[];
}

const head = `import type { Connections, CreatePool } from './connections.ts';\n\n`;

/** Code of a shared pool. `settings` are those of node-postgres. */
export const sharedPool = (
  settings: string,
): string => `${head}export function openConnections(createPool: CreatePool): Connections {
  const pool = createPool({ ${settings} });
  return {
    async use(work) {
      const client = await pool.connect();
      try {
        return await work(client);
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}
`;

/** Code of a variant whose \`use\` is given; \`before\` stands in front of it. */
export const ownUse = (
  before: string,
  use: string,
): string => `${head}export function openConnections(createPool: CreatePool): Connections {
  ${before}
  return {
    async use(work) {
      ${use}
    },
    async close() {},
  };
}
`;

/** What pool-per-request.ts does with a pool once it has one. */
export const useOnce = `const client = await pool.connect();
        try {
          return await work(client);
        } finally {
          client.release();
        }`;

/** Code of a pool per request. `settings` are those of node-postgres. */
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
/** The line of feedRouteFile that answers. */
export const feedAnswer = `      response.json(await database.query<FeedPost & Record<string, unknown>>('feed', feedQuery));`;

/** A feed that is kept in the API's memory for so long. */
export function cacheFor(milliseconds: number): ApiCode {
  return {
    edits: [
      {
        file: feedRouteFile,
        from: feedAnswer,
        to: `      if (Date.now() - cachedAt > ${milliseconds}) {
        cached = await database.query<FeedPost & Record<string, unknown>>('feed', feedQuery);
        cachedAt = Date.now();
      }
      response.json(cached);`,
      },
      {
        file: feedRouteFile,
        from: `  const router = Router();`,
        to: `  const router = Router();\n  let cached: unknown;\n  let cachedAt = 0;`,
      },
    ],
  };
}
