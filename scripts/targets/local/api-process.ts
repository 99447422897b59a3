import { join } from 'node:path';
import { z } from 'zod';
import { type Variant, variants } from '../../../app/build.ts';
import { backgroundState, processSchema, startInBackground, stopInBackground } from './background-process.ts';

const apiProcessSchema = processSchema.extend({ variant: z.enum(variants) });

type ApiProcess = z.infer<typeof apiProcessSchema>;

export interface ApiStart {
  variant: Variant;
  /** Where buildApi() put it. */
  buildFolder: string;
  port: number;
  databaseUrl: string;
  logFile: string;
  processFile: string;
}

const readyWithinMs = 20_000;
const shutdownGraceMs = 5000;
/** The API's own grace period, and a little more until it is killed. */
const stopWithinMs = shutdownGraceMs + 2500;

/** Starts a built API, which outlives this process, and resolves when it is ready. One that does not become ready is stopped again. */
export async function startApi(start: ApiStart, signal: AbortSignal): Promise<void> {
  const { variant, port, logFile, processFile } = start;
  await startInBackground(
    {
      title: 'The API',
      whatToDo: 'To go back to the code as it was launched: make apply-fix TARGET=local FIX=broken',
      words: [join(start.buildFolder, 'src/server.js')],
      environment: {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: start.databaseUrl,
        SHUTDOWN_GRACE_MS: String(shutdownGraceMs),
        // Nobody but us sends requests here, and we know that it stops.
        SHUTDOWN_DELAY_MS: '100',
      },
      url: `http://127.0.0.1:${port}/readyz`,
      logFile,
      processFile,
      remembered: { variant, port },
      readyWithinMs,
      stopWithinMs,
    },
    signal,
  );
}

/** The API that was started and not stopped since, and whether it still runs. */
export function apiState(processFile: string): { state: 'running' | 'stopped' | 'crashed'; api?: ApiProcess } {
  const { state, remembered } = backgroundState(processFile, apiProcessSchema);
  return { state, ...(remembered && { api: remembered }) };
}

/** Asks the API to stop, and kills it when it does not within its grace period. */
export const stopApi = (processFile: string): Promise<void> => stopInBackground(processFile, stopWithinMs);
