import { ownUse } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { goodPool, importPg, useSingle } from './code.ts';

/** Statements that are sent again. None of them builds an index. */
export const secondTries: Kind = {
  title: 'Trying again',
  fixes: [
    {
      name: 'three tries of 2 s for a connection',
      why: 'Each try has a limit. Together they take more than six seconds, and each one begins at the end of the line.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });

  async function connect() {
    for (let pauseMs = 100; ; pauseMs *= 2)
      try {
        return await pool.connect();
      } catch (error) {
        if (pauseMs > 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
  }`,
        `const client = await connect();
      try {
        return await work(client);
      } finally {
        client.release();
      }`,
        'await pool.end();',
      ),
      fails: 'limit',
    },
    {
      name: 'a rejected statement is tried again on a new connection',
      why: 'The connection might be to blame, so a new one is opened. But a post of a user who doesn’t exist is rejected there, too: whoever sends such posts makes the API log in for each of them.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });`,
        `const client = await pool.connect();
      try {
        return await work(client);
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
      } finally {
        client.release();
      }
      ${useSingle()}`,
        'await pool.end();',
        importPg,
      ),
      fails: 'connections',
    },
    {
      name: 'a second query when the first one takes longer than a second',
      why: 'The faster of two queries wins, which is a good idea for reading. A post that has to wait for a lock is written twice, or even after its author was told that it failed.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });`,
        `const run = async () => {
        const client = await pool.connect();
        try {
          return await work(client);
        } finally {
          client.release();
        }
      };
      let timer: NodeJS.Timeout | undefined;
      const second = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, 1000);
      }).then(run);
      return Promise.race([run(), second]).finally(() => clearTimeout(timer));`,
        'await pool.end();',
      ),
      fails: 'rows',
    },
    {
      name: 'a post that is accepted now and written later',
      why: 'When the database fails, the author gets 202, and the API tries again every five seconds. Until then nobody sees the post, and if the API is restarted, nobody ever will.',
      edits: [
        {
          file: 'app/src/routes/posts.ts',
          from: `        .catch((error) => Promise.reject(isForeignKeyViolation(error) ? unknownUser(user_id, error) : error));`,
          to: `        .catch((error) => {
          if (isForeignKeyViolation(error)) throw unknownUser(user_id, error);
          const writeLater = () => {
            setTimeout(() => database.query(createPost, [user_id, content]).catch(writeLater), 5000);
          };
          writeLater();
          return [];
        });
      if (!post) {
        sendJson(response, { status: 'accepted' }, 202);
        return;
      }`,
        },
      ],
      fails: 'fresh',
    },
  ],
};
