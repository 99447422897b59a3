const defaultUsers = 100;
const defaultDuration = '30s';
const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** How long a user waits for a response, even after the planned end: no request is cut off. */
export const responseTimeoutSeconds = 30;

/**
 * The slowest request is looked for after this share of the test: the first ones open the pool's
 * connections.
 */
export const warmUpShare = 0.5;

/** LAB_USERS, LAB_DURATION (as in k6: 30s, 1m30s) and LAB_RATE (per second; 0: unlimited). */
export function readPlan(environment: Record<string, string | undefined>) {
  const duration = environment.LAB_DURATION || defaultDuration;
  return {
    users: Number(environment.LAB_USERS || defaultUsers),
    duration,
    durationSeconds: [...duration.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
      (seconds, [, amount, unit]) => seconds + Number(amount) * (unitSeconds[String(unit)] ?? 0),
      0,
    ),
    rate: Number(environment.LAB_RATE || 0),
  };
}
