import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { choosePostgresUser, findPostgres } from './postgres-binaries.ts';
import { type DataFolder, prepareData } from './postgres-data.ts';
import { postgresSettings } from './postgres-settings.ts';
import { runProgram } from './run-program.ts';

export interface PostgresServer extends DataFolder {
  port: number;
}

/** Runs pg_ctl, which waits until the server has started or stopped. */
async function pgCtl(
  { dataFolder, logFile }: Pick<PostgresServer, 'dataFolder' | 'logFile'>,
  failure: string,
  ...args: string[]
): Promise<void> {
  const binaries = await findPostgres();
  const user = await choosePostgresUser(binaries, dirname(dataFolder));
  await runProgram(binaries.pg_ctl, [...args, '-w', '-t', '60', '-D', dataFolder], { user, logFile, failure });
}

/**
 * Starts the server unless it is already running. It outlives this process. Resolves when it is
 * ready.
 * @throws {LabError} `disk_full`, `postgres_version`, `postgres_user` or `postgres_start`
 */
export async function startPostgres(server: PostgresServer): Promise<void> {
  if (postgresState(server.dataFolder).state === 'running') return;
  const binaries = await findPostgres();
  await mkdir(dirname(server.dataFolder), { recursive: true });
  await prepareData(server, binaries, await choosePostgresUser(binaries, dirname(server.dataFolder)));
  await writeFile(join(server.dataFolder, 'postgresql.conf'), postgresSettings(server.port));
  await pgCtl(server, 'PostgreSQL did not start', 'start');
}

/** Stops the server. `immediate` skips the checkpoint, so the next start recovers (pg_ctl). */
export async function stopPostgres(
  server: Pick<PostgresServer, 'dataFolder' | 'logFile'>,
  mode: 'fast' | 'immediate' = 'fast',
): Promise<void> {
  const { state } = postgresState(server.dataFolder);
  // Left behind by a crash.
  if (state === 'crashed') rmSync(join(server.dataFolder, 'postmaster.pid'), { force: true });
  if (state !== 'running') return;
  const stopping = pgCtl(server, 'PostgreSQL did not stop', 'stop', '-m', mode);
  // With a full disk, the checkpoint of a fast shutdown fails.
  await (mode === 'fast' ? stopping.catch(() => stopPostgres(server, 'immediate')) : stopping);
}

/** Read from postmaster.pid, which a clean stop removes: line 1 is the process, line 4 the port. */
export function postgresState(dataFolder: string): { state: 'running' | 'stopped' | 'crashed'; port?: number } {
  const file = join(dataFolder, 'postmaster.pid');
  if (!existsSync(file)) return { state: 'stopped' };
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
  return { state: runsIn(Number(pid), dataFolder) ? 'running' : 'crashed', port: Number(port) };
}

/** A process that reuses the id has another working directory, but only /proc can show that. */
function runsIn(pid: number, dataFolder: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
