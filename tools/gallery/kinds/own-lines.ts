import { ownUse, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { importPg } from './code.ts';
import { workers } from './workers.ts';

/**
 * Ten requests at a time, in front of a pool that has no limit of its own. `giveUp` runs when
 * somebody has waited for two seconds; `next` takes somebody out of the line.
 */
const lineInFront = (giveUp: string, next: string): Pick<Fix, 'mine'> => ({
  mine: ownUse(
    `const pool = createPool({ max: 10 });
  const line: (() => void)[] = [];
  let inside = 0;

  async function enter(): Promise<void> {
    if (inside < 10) {
      inside += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        ${giveUp}reject(new Error('timeout: no turn within 2 s'));
      }, 2000);
      line.push(turn);
    });
  }

  function leave(): void {
    const turn = line.${next}();
    if (turn) turn();
    else inside -= 1;
  }`,
    `await enter();
      try {
        ${useOnce}
      } finally {
        leave();
      }`,
    'await pool.end();',
  ),
});

const takeOut = 'line.splice(line.indexOf(turn), 1);\n        ';

/** Lines that somebody wrote instead of leaving them to a pool. None of them builds an index. */
export const ownLines: Kind = {
  title: 'A line of your own',
  fixes: [
    {
      name: 'a line in which those who gave up still get their turn',
      why: 'After two seconds the request fails, but it stays in the line. When its turn comes, nobody is there to pass it on. After one slow moment, all ten turns are lost.',
      ...lineInFront('', 'shift'),
      fails: 'survives',
    },
    {
      name: 'a line that is served from the wrong end',
      why: 'pop() instead of shift(): whoever came last is next. As long as people keep coming, those who came first wait until they give up.',
      ...lineInFront(takeOut, 'pop'),
      fails: 'reliable',
    },
    {
      name: 'ten workers, each with a connection of its own',
      why: 'Right: a request is a job in a queue, and each worker takes one after another. Jobs expire after two seconds, and a worker replaces its connection when it is lost.',
      mine: ownUse(
        workers,
        `return new Promise((resolve, reject) => {
        const job: Job = async (client) => {
          clearTimeout(timer);
          try {
            resolve(await work(client));
            return true;
          } catch (error) {
            reject(error);
            // A rejected statement leaves the connection as it was; anything else may not.
            return error instanceof pg.DatabaseError && !error.code?.startsWith('57P');
          }
        };
        const timer = setTimeout(() => {
          jobs.splice(jobs.indexOf(job), 1);
          reject(new Error('timeout: no worker within 2 s'));
        }, 2000);
        jobs.push(job);
        wakeUps.shift()?.();
      });`,
        `isClosed = true;
      for (const wakeUp of wakeUps) wakeUp();
      await Promise.all(working);`,
        importPg,
      ),
      fails: 'index',
    },
  ],
};
