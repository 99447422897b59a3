import { ownUse, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { goodPool, importPg } from './code.ts';

const ownPool = (listener: string) =>
  ownUse(
    `const pool = new pg.Pool({
    connectionString: process.env.DATABASE_URL ?? '',
    max: 10,
    connectionTimeoutMillis: 2000,
  });${listener}`,
    useOnce,
    'await pool.end();',
    importPg,
  );

const idleListener = `
  pool.on('error', (error) => console.error('an idle connection was lost:', error.message));`;

/** What happens when a connection breaks. None builds an index. */
export const lostConnections: Kind = {
  title: 'Connections that are lost',
  fixes: [
    {
      name: 'a pool of your own without an error listener',
      why: 'When the database closes an idle connection, the pool emits an "error" event. Without a listener, that error crashes the process.',
      mine: ownPool(''),
      fails: 'survives',
    },
    {
      name: 'an error listener that exits, as in the documentation of node-postgres',
      why: 'The example calls process.exit(). When the database closes one idle connection, all requests of the process fail.',
      mine: ownPool(`
  pool.on('error', (error) => {
    console.error('Unexpected error on idle client', error);
    process.exit(-1);
  });`),
      fails: 'survives',
    },
    {
      name: 'a pool of your own with listeners for all connections',
      why: 'Right: the pool replaces idle connections that are lost. If a busy one is lost, its query fails, and nothing else.',
      mine: ownPool(`${idleListener}
  pool.on('connect', (client) => client.on('error', () => {}));`),
      fails: 'index',
    },
    {
      name: 'the error listener removed',
      why: 'It looked like noise in the log. It was what kept the API alive when the database restarted.',
      edits: [
        {
          file: 'app/src/database/create-pool.ts',
          from: `    pool.on('error', (error) => logger.warn({ err: error }, 'an idle connection was lost'));\n`,
          to: '',
        },
      ],
      fails: 'survives',
    },
    {
      name: 'a new pool after a lost connection',
      why: 'If one connection was lost, the others may be dead, too, so the API starts over with a new pool. They were alive, and the old pool is never ended: each loss costs nine connections.',
      mine: ownUse(
        `const create = () => createPool({ max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 0 });
  let pool = create();`,
        `const current = pool;
      const client = await current.connect();
      try {
        return await work(client);
      } catch (error) {
        const isLost = error instanceof Error && /terminat|ECONNRESET|EPIPE/.test(error.message);
        if (isLost && pool === current) pool = create();
        throw error;
      } finally {
        client.release();
      }`,
        'await pool.end();',
      ),
      fails: 'survives',
    },
    {
      name: 'a second try after a lost connection',
      why: 'Right: it tries again only after 57P01, when the server has terminated the session and rolled its statement back. After any other lost connection, a write may already be committed.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });`,
        `for (let attempt = 1; ; attempt += 1) {
        const client = await pool.connect();
        let lost = false;
        try {
          return await work(client);
        } catch (error) {
          // 57P01: the session was terminated, and its statement rolled back.
          lost = (error as { code?: string }).code === '57P01';
          if (!lost || attempt === 2) throw error;
        } finally {
          client.release(lost);
        }
      }`,
        'await pool.end();',
      ),
      fails: 'index',
    },
  ],
};
