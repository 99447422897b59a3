import { join } from 'node:path';
import { type RunningServer, runServer } from '../../app/src/testing/run-server.ts';
import { LabError } from '../lib/lab-error.ts';
import { run } from '../lib/run.ts';
import { waitUntil } from '../lib/timing.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import type { ApiCode } from './api-code.ts';
import type { ExperimentContext } from './experiment.ts';
import { copyCheckoutForFixes } from './fixable-checkout.ts';

/**
 * Builds an API for each code, in a copy of the checkout, and runs `work` with a function that starts one of them for as long as
 * something is done with it.
 */
export async function withApis<Name extends string, Result>(
  { report, signal }: ExperimentContext,
  codes: Record<Name, ApiCode>,
  work: (withApi: WithApi<Name>) => Promise<Result>,
): Promise<Result> {
  const checkout = copyCheckoutForFixes();
  const folders = new Map<string, string>();
  try {
    await report.step('Build the API', async (progress) => {
      for (const [name, code] of Object.entries<ApiCode>(codes)) {
        progress(name);
        const folder = join(checkout.folder, `built-${folders.size}`);
        checkout.write(code);
        const built = await run(signal)({ cwd: checkout.folder })`node --import tsx app/build.ts mine ${folder}`;
        signal.throwIfAborted();
        if (built.exitCode !== 0) throw new Error(`${name} does not build: ${built.stderr}`);
        folders.set(name, folder);
      }
    });
    return await work((name, server, use) => useApi(folders.get(name) ?? '', server, signal, use));
  } finally {
    checkout.remove();
  }
}

export type WithApi<Name extends string> = <Result>(
  name: Name,
  server: ThrowawayServer,
  use: (api: RunningServer) => Promise<Result>,
) => Promise<Result>;

/** Starts a built API, waits until it is ready, and stops it at the end. */
export async function useApi<Result>(
  folder: string,
  server: ThrowawayServer,
  signal: AbortSignal,
  use: (api: RunningServer) => Promise<Result>,
): Promise<Result> {
  const api = await runServer(folder, { DATABASE_URL: server.apiUrl, SHUTDOWN_DELAY_MS: '0' });
  try {
    const ready = await waitUntil(async () => (await fetch(`${api.url}/readyz`)).ok, { timeoutMs: 30_000, signal });
    if (!ready) throw new LabError('crashed', 'The API did not become ready.', `It said:\n${api.output()}`);
    return await use(api);
  } finally {
    api.child.kill('SIGTERM');
    await api.ended();
  }
}
