import { once } from 'node:events';
import { createRequire } from 'node:module';
import autocannon from 'autocannon';
import { responseTimeoutSeconds } from '../../loadtest/lib/plan.ts';
import type { LoadEngine } from './load-engine.ts';
import { OutcomeRecorder, type User } from './outcome-recorder.ts';

const { version } = createRequire(import.meta.url)('autocannon/package.json') as { version: string };

type RunningTest = autocannon.Instance & { stop(): void };

/** autocannon in this process, for machines without k6. */
export const autocannonEngine: LoadEngine = {
  async run(plan, onProgress, signal) {
    signal.throwIfAborted();
    const startedAt = new Date();
    const endsAt = startedAt.getTime() + plan.durationSeconds * 1000;
    const recorder = new OutcomeRecorder(startedAt, plan.durationSeconds);
    const users: User[] = [];

    const options: autocannon.Options = {
      url: `${plan.url}/feed`,
      connections: plan.users,
      timeout: responseTimeoutSeconds,
      duration: plan.durationSeconds + responseTimeoutSeconds,
      ...(plan.ratePerSecond && { overallRate: plan.ratePerSecond }),
      setupClient: (client) => {
        const user = client as unknown as User;
        users.push(user);
        recorder.listenTo(user);
      },
    };
    const running = autocannon(options, () => {}) as RunningTest;

    // No request is cut off: with a maximum of one, a user stops after the current response.
    const endTimer = setTimeout(() => {
      for (const user of users) user.responseMax = 1;
    }, plan.durationSeconds * 1000);
    const progressTimer = setInterval(() => {
      const secondsLeft = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
      onProgress({ ...recorder.counts(), secondsLeft });
    }, 1000);
    const stop = () => running.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await once(running, 'done');
    } finally {
      clearTimeout(endTimer);
      clearInterval(progressTimer);
      signal.removeEventListener('abort', stop);
    }
    signal.throwIfAborted();
    return {
      engine: { name: 'autocannon', version },
      startedAt: startedAt.toISOString(),
      ...recorder.report(),
    };
  },
};
