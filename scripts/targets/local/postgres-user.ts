import { execFile } from 'node:child_process';
import { constants, existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../../lib/child-environment.ts';
import { parentsOf } from '../../lib/forbidden-part.ts';
import { LabError } from '../../lib/lab-error.ts';
import { run } from '../../lib/run.ts';
import { shellQuote } from '../../lib/shell-quote.ts';
import { cannotRun } from './cannot-run.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

/** Used instead of run(), which cannot run a command as another user. */
const execute = promisify(execFile);

/** Options of spawn; empty for the current user. PostgreSQL refuses to run as root. */
export type PostgresUser = { uid: number; gid: number } | Record<string, never>;

interface NamedUser {
  name: string;
  ids: PostgresUser;
}

async function lookUpUser(name: string): Promise<NamedUser | undefined> {
  const { exitCode, stdout } = await run('program')`id -u ${name} && id -g ${name}`;
  const [uid = 0, gid = 0] = stdout.split('\n').map(Number);
  return exitCode === 0 ? { name, ids: { uid, gid } } : undefined;
}

/**
 * The user that PostgreSQL runs as. For root, that is `postgres`, or else `nobody`; no user is
 * created.
 * @throws {LabError} `postgres_user` if there is none, or if it cannot access the programs or
 * `parentFolder`, which contains the data folder; `postgres_start` if the programs cannot run
 */
export async function choosePostgresUser(binaries: PostgresBinaries, parentFolder: string): Promise<PostgresUser> {
  const user = userInfo().uid === 0 ? await chooseForRoot() : undefined;
  if (user) {
    await requireAccess(binaries.postgres, '-r', user);
    await requireAccess(parentFolder, '-x', user);
  }
  const ids = user?.ids ?? {};
  for (const program of [binaries.postgres, binaries.initdb])
    await execute(program, ['--version'], { ...ids, cwd: '/', env: childEnvironment('program') }).catch((error) => {
      throw cannotRun(program, error);
    });
  return ids;
}

async function chooseForRoot(): Promise<NamedUser> {
  const user = (await lookUpUser('postgres')) ?? (await lookUpUser('nobody'));
  if (user) return user;
  throw new LabError(
    'postgres_user',
    'PostgreSQL does not run as root, and there is no user postgres or nobody.',
    'Run the lab as a normal user.',
  );
}

/**
 * @throws {LabError} `postgres_user`, naming everything that the user cannot access on the way to
 * `path`: folders that it cannot enter, and a program that it cannot read
 */
async function requireAccess(path: string, access: '-x' | '-r', { name, ids }: NamedUser): Promise<void> {
  if (!existsSync(path) || (await canAccess(path, access, ids))) return;
  const closed = closedOnTheWay(path, ids);
  const named = (closed.length > 0 ? closed : [path]).map((part) => `${part} (mode ${modeOf(part)})`).join(', ');
  throw new LabError(
    'postgres_user',
    `PostgreSQL does not run as root but as the user ${name}, which cannot access ${path}. Closed to it: ${named}.`,
    `Run the lab as a normal user; or give access, which a umask such as 077 has removed: ${openingCommands(closed)}`,
  );
}

async function canAccess(path: string, access: '-x' | '-r', ids: PostgresUser): Promise<boolean> {
  try {
    await execute('test', [access, path], { ...ids, cwd: '/', env: childEnvironment('program') });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 1) return false;
    throw cannotRun('test', error as Error);
  }
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** By their modes, because nobody can look behind a folder that it cannot enter. */
function closedOnTheWay(path: string, ids: PostgresUser): string[] {
  return [...parentsOf(path), path].filter((part) => {
    const stats = statSync(part);
    const needed = stats.isDirectory() ? constants.X_OK : constants.R_OK;
    const shift = stats.uid === ids.uid ? 6 : stats.gid === ids.gid ? 3 : 0;
    return ((stats.mode >> shift) & needed) === 0;
  });
}

/** Packages that were installed with a strict umask are closed as a whole. */
function openingCommands(closed: string[]): string {
  const innermost = closed.at(-1) ?? '/';
  const packages = [...parentsOf(innermost), innermost].find((part) => basename(part) === 'node_modules');
  const folders = closed.filter((part) => !packages || !part.startsWith(packages));
  return [
    ...(folders.length > 0 ? [`chmod a+x ${folders.map(shellQuote).join(' ')}`] : []),
    ...(packages ? [`chmod -R a+rX ${shellQuote(packages)}`] : []),
  ].join(' && ');
}
