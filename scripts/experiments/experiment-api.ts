import { join } from 'node:path';
import { type RunningServer, runServer } from '../../app/run-server.ts';
import { LabError } from '../lib/lab-error.ts';
import { run } from '../lib/run.ts';
import { waitUntil } from '../lib/timing.ts';
import type { ApiCode } from './api-code.ts';
import type { ExperimentContext } from './experiment.ts';
import { copyCheckoutForFixes } from './fixable-checkout.ts';

/**
 * Runs the API built from one of `codes` while `use` runs. It uses the lab's database by default.
 */
export type WithApi = <Result>(
  name: string,
  use: (api: RunningServer) => Promise<Result>,
  databaseUrl?: string,
) => Promise<Result>;

/** Builds an API from each of `codes`, in a copy of the checkout that is removed after `work`. */
export async function withApis<Result>(
  context: ExperimentContext,
  codes: Record<string, ApiCode>,
  work: (withApi: WithApi) => Promise<Result>,
): Promise<Result> {
  const { report, signal } = context;
  const checkout = copyCheckoutForFixes();
  const folders = new Map<string, string>();
  try {
    await report.step('Build the API', async (progress) => {
      for (const [name, code] of Object.entries(codes)) {
        progress(name);
        const folder = join(checkout.folder, `built-${folders.size}`);
        checkout.write(code);
        const built = await run(
          'program',
          signal,
        )({ cwd: checkout.folder })`${process.execPath} --import tsx app/build.ts mine ${folder}`;
        signal.throwIfAborted();
        if (built.exitCode !== 0) throw new Error(`${name} does not build: ${built.stderr}`);
        folders.set(name, folder);
      }
    });
    return await work((name, use, databaseUrl = context.server.apiUrl) =>
      withBuiltApi(context, folders.get(name) ?? '', databaseUrl, use),
    );
  } finally {
    checkout.remove();
  }
}

async function withBuiltApi<Result>(
  { signal }: ExperimentContext,
  folder: string,
  databaseUrl: string,
  use: (api: RunningServer) => Promise<Result>,
): Promise<Result> {
  const api = await runServer(folder, { DATABASE_URL: databaseUrl, SHUTDOWN_DELAY_MS: '0' });
  try {
    const isReady = async () => (await fetch(`${api.url}/readyz`)).ok;
    if (!(await waitUntil(isReady, { timeoutMs: 30_000, signal })))
      throw new LabError('crashed', 'The API did not become ready.', `Its output:\n${api.output()}`);
    return await use(api);
  } finally {
    api.child.kill('SIGTERM');
    await api.ended();
  }
}
