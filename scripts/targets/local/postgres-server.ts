import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../lib/files.ts';
import { LabError } from '../../lib/lab-error.ts';
import { isRunning } from '../../lib/process-identity.ts';
import { waitUntil } from '../../lib/timing.ts';
import { findPostgres } from './postgres-binaries.ts';
import { type DataFolder, prepareData } from './postgres-data.ts';
import { postgresSettings } from './postgres-settings.ts';
import { choosePostgresUser } from './postgres-user.ts';
import { findRunningServer, readPostmaster } from './postmaster.ts';
import { startProgram } from './run-program.ts';

export interface PostgresServer extends DataFolder {
  port: number;
}

/** For a start that recovers after a crash, or a stop that writes a checkpoint; as in pg_ctl. */
const timeoutMs = 60_000;

/**
 * Starts the server unless it is already running. It outlives this process. Resolves when it is
 * ready.
 * @throws {LabError} `disk_full`, `postgres_version`, `postgres_user` or `postgres_start`
 */
export async function startPostgres(server: PostgresServer): Promise<void> {
  const { dataFolder, logFile } = server;
  const running = findRunningServer(dataFolder);
  if (running?.isRecorded) return;
  // With a damaged postmaster.pid, a server soon shuts down (RecheckDataDirLockFile), and none
  // starts. A valid one of a server that has crashed is left to PostgreSQL.
  if (running || !readPostmaster(dataFolder)?.pid) await stopPostgres(server);
  makeFolder(dirname(dataFolder));
  const binaries = await findPostgres();
  const user = await choosePostgresUser(binaries, dirname(dataFolder));
  await prepareData(server, binaries, user);
  await writeFile(join(dataFolder, 'postgresql.conf'), postgresSettings(server.port));
  // Not with pg_ctl, which passes the paths to a shell.
  const { child, failed } = await startProgram(binaries.postgres, ['-D', dataFolder], {
    user,
    logFile,
    failure: 'PostgreSQL did not start',
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const isReady = () => {
    const postmaster = readPostmaster(dataFolder);
    return postmaster?.pid === child.pid && postmaster?.status === 'ready';
  };
  const answered = await waitUntil(() => hasEnded() || isReady(), { timeoutMs });
  if (!answered || hasEnded()) throw failed();
  child.unref();
}

/**
 * Stops the server: `fast` ends its sessions and writes a checkpoint; `immediate` skips that, so
 * the next start recovers.
 * @throws {LabError} `postgres_start` if it does not stop
 */
export async function stopPostgres(
  { dataFolder, logFile }: Pick<PostgresServer, 'dataFolder' | 'logFile'>,
  mode: 'fast' | 'immediate' = 'fast',
): Promise<void> {
  const server = findRunningServer(dataFolder);
  const hasEnded = () => !server || !isRunning(server);
  if (server && !hasEnded()) {
    // PostgreSQL: "Shutting Down the Server".
    process.kill(server.pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    if (!(await waitUntil(hasEnded, { timeoutMs }))) {
      // With a full disk, the checkpoint of a fast shutdown fails.
      if (mode === 'fast') return stopPostgres({ dataFolder, logFile }, 'immediate');
      throw new LabError(
        'postgres_start',
        `PostgreSQL (process ${server.pid}) does not stop.`,
        `Its log is in ${logFile}. Find out what keeps it from stopping, or kill it, then try again.`,
      );
    }
  }
  // Left behind by a crash.
  rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
}

/** Whether the server runs, has been stopped, or has ended without removing postmaster.pid. */
export function postgresState(dataFolder: string): { state: 'running' | 'stopped' | 'crashed'; port?: number } {
  const server = findRunningServer(dataFolder);
  if (server) return { state: 'running', port: server.port };
  const postmaster = readPostmaster(dataFolder);
  return postmaster ? { state: 'crashed', port: postmaster.port } : { state: 'stopped' };
}
