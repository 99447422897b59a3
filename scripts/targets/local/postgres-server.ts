import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../../lib/lab-error.ts';
import { choosePostgresUser, findPostgres } from './postgres-binaries.ts';
import { prepareData } from './postgres-data.ts';
import { postgresSettings } from './postgres-settings.ts';
import { runProgram } from './run-program.ts';

export interface PostgresServer {
  dataFolder: string;
  logFile: string;
  port: number;
  superuserPassword: string;
}

/** Runs pg_ctl and waits until it has done what it was asked. */
async function control(
  { dataFolder, logFile }: Pick<PostgresServer, 'dataFolder' | 'logFile'>,
  failure: string,
  ...words: string[]
): Promise<void> {
  const binaries = await findPostgres();
  const user = await choosePostgresUser(binaries, dirname(dataFolder));
  const args = [...words, '-w', '-t', '60', '-D', dataFolder];
  const { code, lastLines } = await runProgram(binaries.pg_ctl, args, user, logFile);
  if (code !== 0) throw new LabError('postgres_start', `${failure}:\n${lastLines}`, `All it said is in ${logFile}.`);
}

/**
 * Starts the server and resolves when it takes connections. It outlives this process. Does nothing when it runs already.
 * @throws {LabError} `disk_full`, `postgres_version`, `postgres_user` or `postgres_start`
 */
export async function startPostgres(server: PostgresServer): Promise<void> {
  if (postgresState(server.dataFolder).state === 'running') return;
  const binaries = await findPostgres();
  await mkdir(dirname(server.dataFolder), { recursive: true });
  await prepareData(server, binaries, await choosePostgresUser(binaries, dirname(server.dataFolder)));
  await writeFile(join(server.dataFolder, 'postgresql.conf'), postgresSettings(server.port));
  await control(server, 'PostgreSQL did not start', 'start');
}

/** Stops the server. `fast` ends the sessions and writes the data to disk; `immediate` does neither, and the next start recovers. */
export async function stopPostgres(
  server: Pick<PostgresServer, 'dataFolder' | 'logFile'>,
  mode: 'fast' | 'immediate' = 'fast',
): Promise<void> {
  const { state } = postgresState(server.dataFolder);
  // A crash leaves the file behind that says where the server runs.
  if (state === 'crashed') rmSync(join(server.dataFolder, 'postmaster.pid'), { force: true });
  if (state !== 'running') return;
  const stopping = control(server, 'PostgreSQL did not stop', 'stop', '-m', mode);
  // With no disk to write to it cannot stop in order; it recovers at its next start.
  await (mode === 'fast' ? stopping.catch(() => stopPostgres(server, 'immediate')) : stopping);
}

/** What postmaster.pid says: first line the process, fourth the port. The file is there from start to a clean stop. */
export function postgresState(dataFolder: string): { state: 'running' | 'stopped' | 'crashed'; port?: number } {
  const file = join(dataFolder, 'postmaster.pid');
  if (!existsSync(file)) return { state: 'stopped' };
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
  return { state: runsIn(Number(pid), dataFolder) ? 'running' : 'crashed', port: Number(port) };
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
