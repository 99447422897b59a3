import { join } from 'node:path';
import { z } from 'zod';
import { type Variant, variants } from '../../../app/build.ts';
import { findFreePort, requireFreePort } from '../../lib/ports.ts';
import { compileApi } from '../compile-api.ts';
import {
  backgroundState,
  processSchema,
  startInBackground,
  stopInBackground,
  stopProcess,
} from './background-process.ts';
import { findableArgs, findProcesses, listProcesses } from './find-processes.ts';
import { type LabFolders, makeFolders } from './folders.ts';

const apiProcessSchema = processSchema.extend({ variant: z.enum(variants), otlpEndpoint: z.string().optional() });

const shutdownGraceMs = 5000;
/** The API's own grace period, plus some time to exit. */
const stopTimeoutMs = shutdownGraceMs + 2500;

interface Deployment {
  variant: Variant;
  port: number;
  databaseUrl: string;
  /** The collector to send traces to, or '' for none. */
  otlpEndpoint: string;
}

const serverFile = (folders: LabFolders, variant: Variant) => join(folders.build(variant), 'src/server.js');

/** The APIs of this lab that are running, whether or not there is a record of them. */
function findApis(folders: LabFolders): z.infer<typeof apiProcessSchema>[] {
  const listed = listProcesses();
  return variants.flatMap((variant) =>
    findProcesses([serverFile(folders, variant)], listed).map((found) => ({ ...found, variant })),
  );
}

/**
 * Builds a variant and replaces the running API with it, unless the build fails or what was built
 * does not start. The new process outlives this one. Resolves when it is ready.
 * @throws {LabError} `build_failed`, `port_taken`, or `crashed` if it does not become ready
 */
export async function deployApi(folders: LabFolders, deployment: Deployment, signal: AbortSignal): Promise<void> {
  makeFolders(folders);
  await compileApi(deployment.variant, folders.build(deployment.variant), signal);
  signal.throwIfAborted();
  if (apiState(folders).state === 'running') await tryStart(folders, deployment, signal);
  await stopApi(folders);
  await requireFreePort(deployment.port, 'the feed API', 'API_PORT');
  const whatToDo = 'To go back to the original code: make apply-fix TARGET=local FIX=broken';
  await start(folders, deployment, { whatToDo, processFile: folders.apiProcess }, signal);
}

/** Tries the new API on another port, before the running one is stopped. */
async function tryStart(folders: LabFolders, deployment: Deployment, signal: AbortSignal): Promise<void> {
  await stopInBackground(folders.apiTrial, stopTimeoutMs);
  const whatToDo = 'The API that was running before is still running.';
  const trial = { ...deployment, port: await findFreePort() };
  await start(folders, trial, { whatToDo, processFile: folders.apiTrial }, signal);
  await stopInBackground(folders.apiTrial, stopTimeoutMs);
}

function start(
  folders: LabFolders,
  { variant, port, databaseUrl, otlpEndpoint }: Deployment,
  { whatToDo, processFile }: { whatToDo: string; processFile: string },
  signal: AbortSignal,
): Promise<void> {
  return startInBackground(
    {
      title: 'The API',
      whatToDo,
      args: findableArgs([serverFile(folders, variant)], port),
      environment: {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        OTLP_ENDPOINT: otlpEndpoint,
        SHUTDOWN_GRACE_MS: String(shutdownGraceMs),
        // There is no load balancer that has to take it out of rotation first.
        SHUTDOWN_DELAY_MS: '100',
      },
      url: `http://127.0.0.1:${port}/readyz`,
      logFile: folders.apiLog,
      processFile,
      record: { variant, port, otlpEndpoint },
      stopTimeoutMs,
    },
    signal,
  );
}

/** The API that was started and not stopped since, and whether it is still running. */
export function apiState(folders: LabFolders): ReturnType<typeof backgroundState<z.infer<typeof apiProcessSchema>>> {
  const recorded = backgroundState(folders.apiProcess, apiProcessSchema);
  if (recorded.state === 'running') return recorded;
  // The record may have been damaged or deleted while the API was running.
  const [record] = findApis(folders);
  return record ? { state: 'running', record } : recorded;
}

/** Stops the API. Kills it after its grace period. */
export async function stopApi(folders: LabFolders): Promise<void> {
  for (const file of [folders.apiProcess, folders.apiTrial]) await stopInBackground(file, stopTimeoutMs);
  for (const api of findApis(folders)) await stopProcess(api, stopTimeoutMs);
}
