import { type ApiCode, ownUse } from '../../../scripts/experiments/api-code.ts';

// Pieces of code that several kinds of fixes have in common.

/** The settings of the lab's own pool. */
export const goodPool = 'max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30_000';

export const importPg = `import pg from 'pg';\n`;

export const appFile = 'app/src/app.ts';
export const queryFile = 'app/src/routes/feed-query.ts';
export const order = 'ORDER BY posts.created_at DESC';
export const queryFeed = `database.query<FeedPost & Record<string, unknown>>('feed', feedQuery)`;

/** Code as of ownUse(), in which `use` also gets the name of the query. */
export function useByQuery(...code: Parameters<typeof ownUse>): ApiCode {
  return {
    mine: ownUse(...code).replace('async use(work)', 'async use(work, query)'),
    edits: [
      {
        file: 'app/src/database/connections.ts',
        from: '=> Promise<Result>): Promise<Result>;',
        to: '=> Promise<Result>, query: string): Promise<Result>;',
      },
      {
        file: 'app/src/database/database.ts',
        from: `        });
      } catch (error) {
        throw connected`,
        to: `        }, name);
      } catch (error) {
        throw connected`,
      },
    ],
  };
}
