import { Worker } from 'node:worker_threads';

/**
 * Keeps one processor busy while `work` runs, as a build or a video call would. It is a thread, so
 * that it ends with this process, even if that is killed.
 */
export async function besideBusyLoop<Result>(work: () => Promise<Result>): Promise<Result> {
  const loop = new Worker('for (;;);', { eval: true });
  try {
    return await work();
  } finally {
    await loop.terminate();
  }
}
