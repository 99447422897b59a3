import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { superuser } from '../../../db-migrations/src/names.ts';
import { freeBytesOf } from '../../lib/free-bytes.ts';
import { LabError } from '../../lib/lab-error.ts';
import { shellQuote } from '../../lib/shell-quote.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { PostgresUser } from './postgres-user.ts';
import { runProgram } from './run-program.ts';

const postgresMajor = '17';
/** Enough for a new data folder, 10,000 posts and the write-ahead log. */
const freeBytesNeeded = 512 * 2 ** 20;

/** @throws {LabError} `postgres_version` if another major version created the data */
function requireSameMajor(dataFolder: string): void {
  const found = readFileSync(join(dataFolder, 'PG_VERSION'), 'utf8').trim();
  if (found === postgresMajor) return;
  throw new LabError(
    'postgres_version',
    `${dataFolder} was created by PostgreSQL ${found}; this lab uses PostgreSQL ${postgresMajor}, which cannot read it.`,
    `Move that folder away if you want to keep it, or delete it, then try again: rm -r ${shellQuote(dataFolder)}`,
  );
}

/** @throws {LabError} `disk_full` */
export async function requireDiskSpace(folder: string, neededBytes = freeBytesNeeded): Promise<void> {
  const freeBytes = await freeBytesOf(folder);
  if (freeBytes >= neededBytes) return;
  const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  throw new LabError(
    'disk_full',
    `The disk with ${folder} has ${mebibytes(freeBytes)} MiB free; the lab needs ${mebibytes(neededBytes)}.`,
    'Free some space, or put the lab on another disk: LAB_FOLDER=/another/disk/feed-lab',
  );
}

export interface DataFolder {
  dataFolder: string;
  logFile: string;
  superuserPassword: string;
}

/** Uses a temporary name first, so that an interrupted initdb does not leave a data folder. */
async function initialize(data: DataFolder, { initdb }: PostgresBinaries, user: PostgresUser): Promise<void> {
  const unfinished = `${data.dataFolder}.unfinished`;
  const passwordFile = `${data.dataFolder}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, data.superuserPassword, { mode: 0o600 });
  for (const path of [unfinished, passwordFile]) if ('uid' in user) await chown(path, user.uid, user.gid);
  try {
    const paths = [`--pgdata=${unfinished}`, `--username=${superuser}`, `--pwfile=${passwordFile}`];
    const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
    await runProgram(initdb, [...paths, ...options], { user, logFile: data.logFile, failure: 'initdb failed' });
    await rename(unfinished, data.dataFolder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/**
 * Creates the data folder, or checks that this PostgreSQL can use the existing one.
 * @throws {LabError} `disk_full`, `postgres_version` or `postgres_start`
 */
export async function prepareData(data: DataFolder, binaries: PostgresBinaries, user: PostgresUser): Promise<void> {
  const parent = dirname(data.dataFolder);
  const exists = existsSync(data.dataFolder);
  if (exists) requireSameMajor(data.dataFolder);
  await requireDiskSpace(parent);
  if (!exists) await initialize(data, binaries, user);
}
