import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationBuilder, RunnerOption } from 'node-pg-migrate';

const migrationsFolder = fileURLToPath(new URL('..', import.meta.url));
const upFile = /^(\d{4})_.*\.up\.sql$/;

type MigrationLoader = Exclude<
  NonNullable<RunnerOption['migrationLoaderStrategies']>[number]['loader'],
  string | undefined
>;

/** CONCURRENTLY is not allowed in a transaction block, so its file must be a single statement. */
function action(sql: string) {
  return (migration: MigrationBuilder) => {
    if (/\bCONCURRENTLY\b/.test(sql)) migration.noTransaction();
    migration.sql(sql);
  };
}

/** Reads pairs of NNNN_name.up.sql and NNNN_name.down.sql, and ignores all other files. */
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

/** The runner options that find and read the migrations. */
export const migrationFiles = {
  dir: migrationsFolder,
  ignorePattern: '(?!\\d{4}_.*\\.(up|down)\\.sql$).*',
  migrationLoaderStrategies: [{ extensions: ['.sql'], loader: loadPairs }],
} satisfies Partial<RunnerOption>;

/** The number of the newest migration file. */
export async function latestMigration(): Promise<number> {
  const numbers = (await readdir(migrationsFolder)).map((name) => Number(upFile.exec(name)?.[1] ?? 0));
  return Math.max(...numbers);
}
