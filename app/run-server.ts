import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApi, type Variant } from './build.ts';

/** A process that runs the built API, as a container does. */
export interface RunningServer {
  url: string;
  child: ChildProcess;
  /** Resolves to the exit code and the time until the process exits. */
  ended(): Promise<{ code: number | null; afterMs: number }>;
  output(): string;
}

/** Builds a variant in a temporary folder inside node_modules, so that its imports resolve. */
export async function buildInNodeModules(variant: Variant): Promise<{ folder: string; remove(): void }> {
  const root = fileURLToPath(new URL('../node_modules/', import.meta.url));
  const folder = mkdtempSync(join(root, '.feed-lab-test-'));
  await buildApi(variant, folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts a built API on a free port, and waits until it listens. */
export function runServer(folder: string, environment: NodeJS.ProcessEnv): Promise<RunningServer> {
  return runProgram(join(folder, 'src/server.js'), environment);
}

/** Like runServer(), for any program that logs its port as the API does. */
export async function runProgram(file: string, environment: NodeJS.ProcessEnv): Promise<RunningServer> {
  const child = spawn(process.execPath, [file], {
    // Nothing of this shell: an exported LOG_LEVEL is meant for another program.
    env: { PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const [, found] = /"port":(\d+),"msg":"listening"/.exec(output) ?? [];
      if (found) resolve(Number(found));
    });
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}: ${output}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    async ended() {
      const startedAt = performance.now();
      const isRunning = child.exitCode === null && child.signalCode === null;
      const [code] = isRunning ? await once(child, 'exit') : [child.exitCode];
      return { code, afterMs: performance.now() - startedAt };
    },
    output: () => output,
  };
}
