import { readFile } from 'node:fs/promises';
import type { MigrationBuilder, RunnerOption } from 'node-pg-migrate';

/** The folder of the numbered SQL files. */
export const migrationsFolder = new URL('..', import.meta.url).pathname;

type MigrationLoader = Exclude<
  NonNullable<RunnerOption['migrationLoaderStrategies']>[number]['loader'],
  string | undefined
>;

/** PostgreSQL refuses CONCURRENTLY inside a transaction, so that a file with it runs without one, as one statement. */
function action(sql: string) {
  return (migration: MigrationBuilder) => {
    if (/\bCONCURRENTLY\b/.test(sql)) migration.noTransaction();
    migration.sql(sql);
  };
}

/** Reads pairs of NNNN_name.up.sql and NNNN_name.down.sql; other files in the folder are not migrations. */
const loadPairs: MigrationLoader = (paths) =>
  Promise.all(
    paths
      .filter((path) => path.endsWith('.up.sql'))
      .map(async (upPath) => {
        const downPath = upPath.replace(/\.up\.sql$/, '.down.sql');
        const [up, down] = await Promise.all([readFile(upPath, 'utf8'), readFile(downPath, 'utf8')]);
        return {
          id: upPath.replace(/\.up\.sql$/, '.sql'),
          filePaths: [upPath, downPath],
          actions: { up: action(up), down: action(down) },
        };
      }),
  );

/** How node-pg-migrate finds and reads the migrations. */
export const migrationFiles = {
  dir: migrationsFolder,
  ignorePattern: '(?!\\d{4}_.*\\.(up|down)\\.sql$).*',
  migrationLoaderStrategies: [{ extensions: ['.sql'], loader: loadPairs }],
} satisfies Partial<RunnerOption>;
