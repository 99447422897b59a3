import type { Stage } from '../../scripts/scenario/stages.ts';

/** A replacement in a file of the checkout. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

/** Something that somebody might try, and what verify has to say of it. */
export interface Fix {
  name: string;
  /** Why it is wrong, half right, or right: what a teacher would say. */
  why: string;
  /** What the learner writes into app/src/database/mine.ts; the lab's own shared pool when absent. */
  mine?: string;
  /** Changes elsewhere in app/. */
  edits?: Edit[];
  /** Statements of their own, each a file of db-migrations/mine/. */
  sql?: string[];
  /** True when PostgreSQL refuses the last of them. */
  sqlFails?: true;
  /** True when the verdict takes a load test. */
  load?: true;
  /** The first check that has to fail; undefined when all of them pass. */
  fails?: string;
  /** What its hint has to lead to. */
  hint?: RegExp;
  reached: Stage;
  /** True when it takes posts away, which have to be brought back. */
  takesPosts?: true;
  /** One of the few that are tried in a cluster, where each takes a minute, and in the gate. */
  inSample?: true;
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
