import type { LoadEngine } from './load-engine.ts';
import { runLoadProcess } from './load-process.ts';
import { requireCapacity } from './require-capacity.ts';
import { longestSeconds } from './watchdog.ts';

const program = new URL('autocannon-process.ts', import.meta.url);

// Measured: the peak of 1, 100, 1,000, 5,000 and 10,000 users is 97, 110, 170, 219 and 291 MiB.
const baseMebibytes = 160;
const mebibytesPerUser = 0.04;

/** It reports every second once its users exist: creating 10,000 takes seconds. */
const silentSeconds = 30;

/** autocannon from npm, for machines without k6. */
export const autocannonEngine: LoadEngine = {
  async run(plan, onProgress, signal) {
    await requireCapacity(plan.users, (users) => Math.ceil(baseMebibytes + users * mebibytesPerUser));
    const limits = { silentSeconds, totalSeconds: longestSeconds(plan) };
    return runLoadProcess(program, plan, limits, onProgress, signal);
  },
};
