import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { childEnvironment } from '../lib/child-environment.ts';
import type { ExperimentContext } from './experiment.ts';

const program = fileURLToPath(new URL('./seed-process.ts', import.meta.url));

export interface MeasuredSeed {
  /** Without the start of the process. */
  seconds: number;
  peakBytes: number;
}

/** Seeds in a process of its own. */
export async function seedMeasured(
  { server, signal }: Pick<ExperimentContext, 'server' | 'signal'>,
  posts: number,
  onProgress: (text: string) => void,
): Promise<MeasuredSeed> {
  const input = JSON.stringify({ url: server.ownerUrl, size: { ...defaultSeed, posts } });
  const child = spawn(process.execPath, ['--import', 'tsx', program, input], {
    env: childEnvironment('program'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop, { once: true });
  const closed = once(child, 'close');
  let measured: MeasuredSeed | undefined;
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('{')) measured = JSON.parse(line);
    else onProgress(line);
  }
  await closed;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (!measured) throw new Error(`the seed ended with exit code ${child.exitCode}`);
  return measured;
}
