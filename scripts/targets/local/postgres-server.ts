import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { chown, mkdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../../lib/lab-error.ts';
import { choosePostgresUser, findPostgres, type PostgresUser } from './postgres-binaries.ts';
import { postgresSettings } from './postgres-settings.ts';

/** The superuser that initdb makes. Used to make the roles, and for nothing else. */
export const superuser = 'postgres';

export interface PostgresServer {
  dataFolder: string;
  logFile: string;
  port: number;
  superuserPassword: string;
}

const postgresMajor = '17';
/** A new data folder, 10,000 posts and a write-ahead log with room to breathe. */
const freeBytesNeeded = 512 * 2 ** 20;

/**
 * Runs one of PostgreSQL's programs in a session of its own, so that a Ctrl-C at the keyboard reaches only the lab, which
 * then stops things in order. Resolves to its exit code and what it wrote.
 */
async function runProgram(
  program: string,
  args: string[],
  user: PostgresUser,
  logFile: string,
): Promise<{ code: number; output: string }> {
  const log = openSync(logFile, 'a');
  // pg_ctl hands its output on to the server, which would keep a pipe open for as long as it runs; hence the file.
  const before = statSync(logFile).size;
  const child = spawn(program, args, { ...user, detached: true, cwd: '/', stdio: ['ignore', log, log] });
  const [code] = (await once(child, 'exit').finally(() => closeSync(log))) as [number | null];
  return { code: code ?? 1, output: readFileSync(logFile).subarray(before).toString() };
}

async function requireDiskSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= freeBytesNeeded) return;
  const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  throw new LabError(
    'disk_full',
    `The disk with ${folder} has ${mebibytes(bavail * bsize)} MiB free; the lab needs ${mebibytes(freeBytesNeeded)}.`,
    'Make room, or put the lab elsewhere: LAB_FOLDER=/another/disk/feed-lab',
  );
}

/** @throws {LabError} `postgres_version` when the data is another major version's */
function requireSameMajor(dataFolder: string): void {
  const found = readFileSync(join(dataFolder, 'PG_VERSION'), 'utf8').trim();
  if (found === postgresMajor) return;
  throw new LabError(
    'postgres_version',
    `${dataFolder} was made by PostgreSQL ${found}; this lab brings PostgreSQL ${postgresMajor}, which cannot read it.`,
    `Move that folder away if you want to keep it, or delete it, then try again: rm -r ${dataFolder}`,
  );
}

/** Makes a data folder: under another name first, so that an interrupted one is never taken for a finished one. */
async function initialise(
  { dataFolder, logFile, superuserPassword }: PostgresServer,
  user: PostgresUser,
): Promise<void> {
  const { initdb } = await findPostgres();
  const unfinished = `${dataFolder}.unfinished`;
  const passwordFile = `${dataFolder}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(unfinished, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  try {
    const args = [`--pgdata=${unfinished}`, `--username=${superuser}`, `--pwfile=${passwordFile}`];
    const { code, output } = await runProgram(
      initdb,
      [...args, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
      user,
      logFile,
    );
    if (code !== 0)
      throw new LabError('postgres_start', `initdb failed:\n${lastLines(output)}`, `All it said is in ${logFile}.`);
    await rename(unfinished, dataFolder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-4).join('\n');
}

/**
 * Starts the server and resolves when it takes connections. It outlives this process. Does nothing when it runs already.
 * @throws {LabError} `disk_full`, `postgres_version`, `postgres_user` or `postgres_start`
 */
export async function startPostgres(server: PostgresServer): Promise<void> {
  const binaries = await findPostgres();
  const user = await choosePostgresUser(binaries);
  await mkdir(dirname(server.dataFolder), { recursive: true });
  if (existsSync(server.dataFolder)) requireSameMajor(server.dataFolder);
  if (postgresState(server.dataFolder).state === 'running') return;

  await requireDiskSpace(dirname(server.dataFolder));
  if (!existsSync(server.dataFolder)) await initialise(server, user);
  await writeFile(join(server.dataFolder, 'postgresql.conf'), postgresSettings(server.port));
  const { code, output } = await runProgram(
    binaries.pg_ctl,
    ['start', '-w', '-t', '60', '-D', server.dataFolder],
    user,
    server.logFile,
  );
  if (code !== 0)
    throw new LabError(
      'postgres_start',
      `PostgreSQL did not start:\n${lastLines(output)}`,
      `All it said is in ${server.logFile}.`,
    );
}

/** Stops the server: sessions are ended, data is on disk when this resolves. `immediate` for when there is no time: it recovers at the next start. */
export async function stopPostgres(
  { dataFolder, logFile }: Pick<PostgresServer, 'dataFolder' | 'logFile'>,
  mode: 'fast' | 'immediate' = 'fast',
): Promise<void> {
  if (postgresState(dataFolder).state !== 'running') return;
  const binaries = await findPostgres();
  const user = await choosePostgresUser(binaries);
  const { code, output } = await runProgram(
    binaries.pg_ctl,
    ['stop', '-w', '-t', '60', '-m', mode, '-D', dataFolder],
    user,
    logFile,
  );
  if (code !== 0)
    throw new LabError(
      'postgres_start',
      `PostgreSQL did not stop:\n${lastLines(output)}`,
      `All it said is in ${logFile}.`,
    );
}

/** What postmaster.pid says: first line the process, fourth the port. The file is there from start to a clean stop. */
export function postgresState(dataFolder: string): {
  state: 'running' | 'stopped' | 'crashed';
  pid?: number;
  port?: number;
} {
  const file = join(dataFolder, 'postmaster.pid');
  if (!existsSync(file)) return { state: 'stopped' };
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  return { state: runsIn(pid, dataFolder) ? 'running' : 'crashed', pid, port: Number(lines[3]) };
}

/** A postmaster works in its data folder; a stranger that got its old number does not. Without /proc the number has to do. */
function runsIn(pid: number, dataFolder: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
