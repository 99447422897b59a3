import {
  type ApiCode,
  feedAnswer,
  feedRouteFile,
  ownUse,
  queryFeed,
  useClient,
} from '../../../scripts/experiments/api-code.ts';

// Pieces of code that several kinds of fixes have in common.

/** The settings of the lab's own pool. */
export const goodPool = 'max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30_000';

export const importPg = `import pg from 'pg';\n`;

export const appFile = 'app/src/app.ts';
export const queryFile = 'app/src/routes/feed-query.ts';
export const order = 'ORDER BY posts.created_at DESC';

/** Changes the feed's route: `state` is declared once, `answer` responds to each request. */
export const feedFrom = (state: string, answer: string): ApiCode => ({
  edits: [
    { file: feedRouteFile, from: feedAnswer, to: answer },
    {
      file: feedRouteFile,
      from: `  const router = exactRouter();`,
      to: `  const router = exactRouter();\n  ${state}`,
    },
  ],
});

/** Sends `lastGood`, the last good feed, instead of an `error`, except where this is true. */
export const orLastGood = (exceptIf = '!lastGood', query = queryFeed): ApiCode =>
  feedFrom(
    'let lastGood: unknown;',
    `      try {
        lastGood = await ${query};
      } catch (error) {
        if (${exceptIf}) throw error;
      }
      sendJson(response, lastGood);`,
  );

/** Code of a connection for one request; `atEnd` runs before it is closed. */
export const useSingle = (atEnd = '') => `const single = createPool({ max: 1, connectionTimeoutMillis: 2000 });
      try {
        const client = await single.connect();
        ${useClient}
      } finally {
        ${atEnd}
        await single.end();
      }`;

/** Code for mine.ts that runs `run` for each query, where `send(pool)` is its usual result. */
export const answerEachQuery = (before: string, run: string, close: string): string => `import type pg from 'pg';
import type { Connections, CreatePool } from './connections.ts';

type Rows = { rows: unknown[] };

async function sendOn(pool: pg.Pool, query: pg.QueryConfig, values: unknown[]): Promise<Rows> {
  const client = await pool.connect();
  try {
    return await client.query(query, values);
  } finally {
    client.release();
  }
}

export function openConnections(createPool: CreatePool): Connections {
  ${before}
  async function run(text: string, values: unknown[], send: (pool: pg.Pool) => Promise<Rows>): Promise<Rows> {
    ${run}
  }
  const client = {
    query: (query: pg.QueryConfig, values: unknown[] = query.values ?? []) =>
      run(query.text, values, (pool) => sendOn(pool, query, values)),
  };
  return {
    use: (work) => work(client as unknown as pg.ClientBase),
    async close() {
      ${close}
    },
  };
}
`;

/** Code as of ownUse(), in which `use` also gets the name of the query. */
export function useByQuery(...code: Parameters<typeof ownUse>): ApiCode {
  return {
    mine: ownUse(...code).replace('async use(work)', 'async use(work, query)'),
    edits: [
      {
        file: 'app/src/database/connections.ts',
        from: '=> Promise<Result>): Promise<Result>;',
        to: '=> Promise<Result>, query?: string): Promise<Result>;',
      },
      {
        file: 'app/src/database/database.ts',
        from: 'useMeasured(connections, ',
        to: 'useMeasured({ ...connections, use: (work) => connections.use(work, statement.name) }, ',
      },
    ],
  };
}
