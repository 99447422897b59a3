import { join } from 'node:path';
import { z } from 'zod';
import { type Variant, variants } from '../../../app/build.ts';
import { requireFreePort } from '../../lib/ports.ts';
import { compileApi } from '../compile-api.ts';
import { backgroundState, processSchema, startInBackground, stopInBackground } from './background-process.ts';
import { type LabFolders, makeFolders } from './folders.ts';

const apiProcessSchema = processSchema.extend({ variant: z.enum(variants) });

const shutdownGraceMs = 5000;
/** The API's own grace period, plus some time to exit. */
const stopTimeoutMs = shutdownGraceMs + 2500;

/**
 * Builds a variant and replaces the running API, unless the build fails. The new process outlives
 * this one. Resolves when it is ready.
 * @throws {LabError} `build_failed`, `port_taken`, or `crashed` if it does not become ready
 */
export async function deployApi(
  folders: LabFolders,
  { variant, port, databaseUrl }: { variant: Variant; port: number; databaseUrl: string },
  signal: AbortSignal,
): Promise<void> {
  makeFolders(folders);
  const buildFolder = folders.build(variant);
  await compileApi(variant, buildFolder, signal);
  signal.throwIfAborted();
  await stopApi(folders.apiProcess);
  await requireFreePort(port, 'the feed API', 'API_PORT');
  await startInBackground(
    {
      title: 'The API',
      whatToDo: 'To go back to the original code: make apply-fix TARGET=local FIX=broken',
      args: [join(buildFolder, 'src/server.js')],
      environment: {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        SHUTDOWN_GRACE_MS: String(shutdownGraceMs),
        // There is no load balancer that has to take it out of rotation first.
        SHUTDOWN_DELAY_MS: '100',
      },
      url: `http://127.0.0.1:${port}/readyz`,
      logFile: folders.apiLog,
      processFile: folders.apiProcess,
      record: { variant, port },
      stopTimeoutMs,
    },
    signal,
  );
}

/** The API that was started and not stopped since, and whether it is still running. */
export const apiState = (processFile: string) => backgroundState(processFile, apiProcessSchema);

/** Stops the API. Kills it after its grace period. */
export const stopApi = (processFile: string): Promise<void> => stopInBackground(processFile, stopTimeoutMs);
