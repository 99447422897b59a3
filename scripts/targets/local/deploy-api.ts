import type { Variant } from '../../../app/build.ts';
import { requireFreePort } from '../../lib/ports.ts';
import { compileApi } from '../compile-api.ts';
import { startApi, stopApi } from './api-process.ts';
import { type LabFolders, makeFolders } from './folders.ts';

export interface Deployment {
  variant: Variant;
  port: number;
  databaseUrl: string;
}

/**
 * Builds a variant and puts it in the place of the API that runs, if any. What does not compile replaces nothing.
 * @throws {LabError} `build_failed`, `port_taken`, or `crashed` when the new one does not become ready
 */
export async function deployApi(
  folders: LabFolders,
  { variant, port, databaseUrl }: Deployment,
  signal: AbortSignal,
): Promise<void> {
  makeFolders(folders);
  const buildFolder = folders.build(variant);
  await compileApi(variant, buildFolder, signal);
  signal.throwIfAborted();
  await stopApi(folders.apiProcess);
  await requireFreePort(port, 'the feed API', 'API_PORT');
  await startApi(
    {
      variant,
      buildFolder,
      port,
      databaseUrl,
      logFile: folders.apiLog,
      processFile: folders.apiProcess,
    },
    signal,
  );
}
