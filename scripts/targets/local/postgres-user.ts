import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../../lib/child-environment.ts';
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
 * @throws {LabError} `postgres_user`, naming what the user cannot access on the way to `path`: a
 * folder that it cannot enter, or a program that it cannot read
 */
async function requireAccess(path: string, access: '-x' | '-r', { name, ids }: NamedUser): Promise<void> {
  const can = (option: string, tested: string) =>
    execute('test', [option, tested], { ...ids, cwd: '/', env: childEnvironment('program') }).then(
      () => true,
      (error) => {
        if (error.code === 1) return false;
        throw cannotRun('test', error);
      },
    );
  if (!existsSync(path) || (await can(access, path))) return;
  let closed = path;
  for (let parent = dirname(closed); !(await can('-x', parent)); parent = dirname(closed)) closed = parent;
  const mode = (statSync(closed).mode & 0o777).toString(8);
  const onTheWay = closed === path ? '' : `, on the way to ${path}`;
  // Packages that were installed with a strict umask are closed as a whole.
  const chmod = closed.includes('node_modules') ? 'chmod -R a+rX' : 'chmod a+x';
  throw new LabError(
    'postgres_user',
    `PostgreSQL does not run as root but as the user ${name}, which cannot access ${closed} (mode ${mode})${onTheWay}.`,
    `Run the lab as a normal user, put the checkout and LAB_FOLDER in a folder that all users can enter, such as /opt/feed-lab, or give access to this one: ${chmod} ${shellQuote(closed)}`,
  );
}
