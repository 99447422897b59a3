import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { requireFreePort } from '../../lib/ports.ts';
import type { Settings } from '../../settings/settings.ts';
import {
  backgroundState,
  processSchema,
  startInBackground,
  stopInBackground,
  stopProcess,
} from './background-process.ts';
import { findableArgs, findProcesses } from './find-processes.ts';
import type { LabFolders } from './folders.ts';

const stopTimeoutMs = 3000;

const mainFile = fileURLToPath(new URL('../../live/main.ts', import.meta.url));

/** The last argument, which the page ignores, tells the pages of two labs apart. */
const argsOf = ({ livePageProcess }: LabFolders) => ['--import', 'tsx', mainFile, livePageProcess];

const addressOf = (port: number) => `http://127.0.0.1:${port}`;

const livePageSchema = processSchema.extend({ resultsFolder: z.string().optional() });

/** The live page that was started and not stopped since, and whether it is still running. */
export function livePageState({ livePageProcess }: LabFolders) {
  const { state, record } = backgroundState(livePageProcess, livePageSchema);
  return { state, record, address: state === 'running' && record ? addressOf(record.port) : undefined };
}

/** Whether this process is the live page of the lab. */
export function isLivePage({ livePageProcess }: LabFolders, pid: number): boolean {
  return backgroundState(livePageProcess, processSchema).record?.pid === pid;
}

/** Without its record, a page ends itself within a second, unless it hangs. */
async function stopPagesWithoutRecord(folders: LabFolders): Promise<void> {
  for (const page of findProcesses(argsOf(folders))) await stopProcess(page, stopTimeoutMs);
}

/** @throws {LabError} `port_taken` */
export async function requireLivePagePort(folders: LabFolders, settings: Settings): Promise<void> {
  if (livePageState(folders).state === 'running') return;
  await stopPagesWithoutRecord(folders);
  await requireFreePort(settings.grafanaPort, 'the live page', 'GRAFANA_PORT');
}

/**
 * Starts the page unless it is already running. It outlives this process. Resolves when it is
 * ready.
 * @throws {LabError} `crashed`
 */
export async function startLivePage(folders: LabFolders, settings: Settings, signal: AbortSignal): Promise<void> {
  if (livePageState(folders).state === 'running') return;
  const port = settings.grafanaPort;
  await startInBackground(
    {
      title: 'The live page',
      whatToDo: '',
      args: findableArgs(argsOf(folders), port),
      environment: {
        GRAFANA_PORT: String(port),
        LAB_FOLDER: settings.labFolder,
        RESULTS_FOLDER: settings.resultsFolder,
      },
      url: addressOf(port),
      logFile: folders.livePageLog,
      processFile: folders.livePageProcess,
      record: { port, resultsFolder: settings.resultsFolder },
      stopTimeoutMs,
    },
    signal,
  );
}

export async function stopLivePage(folders: LabFolders): Promise<void> {
  await stopInBackground(folders.livePageProcess, stopTimeoutMs);
  await stopPagesWithoutRecord(folders);
}
