import { once } from 'node:events';
import { createRequire } from 'node:module';
import autocannon from 'autocannon';
import { responseTimeoutSeconds } from '../../loadtest/lib/plan.ts';
import type { LoadPlan } from './load-engine.ts';
import type { LoadMessage } from './load-process.ts';
import { asLocalFailure } from './local-failure.ts';
import { OutcomeRecorder, type User } from './outcome-recorder.ts';

// Runs in a separate process: load-process.ts starts it, sends it the plan, and ends it.

const { version } = createRequire(import.meta.url)('autocannon/package.json') as { version: string };

function send(message: LoadMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

async function runLoad(plan: LoadPlan & { url: string }): Promise<void> {
  const startedAt = new Date();
  const endsAt = startedAt.getTime() + plan.durationSeconds * 1000;
  const recorder = new OutcomeRecorder(startedAt, plan.durationSeconds);
  const users: User[] = [];
  const endAll = (error: NodeJS.ErrnoException) => {
    const failure = asLocalFailure(error);
    if (!failure) return;
    for (const user of users) user.destroy();
    const { message, whatToDo } = failure;
    void send({ failure: { message, whatToDo } }).then(() => process.exit());
  };

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
      user.on('connError', endAll);
    },
  };
  // No request is cut off: with a maximum of one, a user stops after the current response. Started
  // first: at a rate, each user has a timer, which would send the requests of one more second.
  const endTimer = setTimeout(() => {
    for (const user of users) user.responseMax = 1;
  }, plan.durationSeconds * 1000);
  const running = autocannon(options, () => {}) as autocannon.Instance;
  const progressTimer = setInterval(() => {
    const secondsLeft = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    void send({ progress: { ...recorder.counts(), secondsLeft } });
  }, 1000);
  await once(running, 'done');
  clearTimeout(endTimer);
  clearInterval(progressTimer);
  await send({
    report: { engine: { name: 'autocannon', version }, startedAt: startedAt.toISOString(), ...recorder.report() },
  });
  process.disconnect();
}

// Ctrl-C in a terminal reaches every process of the verb, which ends this one itself.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
process.once('message', (plan: LoadPlan & { url: string }) => void runLoad(plan));
