import { formatCount, formatPercent } from '../../scripts/lib/format.ts';
import { createReport } from '../../scripts/lib/report.ts';
import { check, signal, target } from './context.ts';

const users = 1000;

/** Checks that k6 gets the memory for ten times as many users as in the story. */
export async function checkManyUsers(): Promise<void> {
  const plan = { users, durationSeconds: 20, ratePerSecond: undefined };
  const title = `Load test: ${users} users, ${plan.durationSeconds} s, GET /feed`;
  const { requests, successRate } = await createReport('kind').step(title, () => target.load(plan, () => {}, signal));
  check(
    `k6 measures ${formatCount(requests)} requests of ${users} users (${formatPercent(successRate)} succeeded)`,
    requests > users,
  );
}
