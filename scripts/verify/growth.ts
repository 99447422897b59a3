/** A pool opens its connections one right after another, even on a busy machine. */
const settledAfterMs = 400;
/**
 * Anything less may be connections that took longer than the others. One at a time is how a pool
 * grows that is built to.
 */
const minGrowth = 1.25;
const minConnections = 2;

/** Watches a number that should grow and then stay, such as that of a pool's connections. */
export function watchGrowth(now: () => number = () => performance.now()) {
  let most = 0;
  let settled = Number.POSITIVE_INFINITY;
  let grewAtMs = now();
  let grew = false;
  return {
    add(count: number): void {
      if (count <= most) return;
      if (most > 0 && now() - grewAtMs >= settledAfterMs) settled = most;
      grew ||= count >= Math.max(minGrowth * settled, settled + minConnections);
      most = count;
      grewAtMs = now();
    },

    /** Whether the number had stayed the same for a while, and then grew. */
    grew: () => grew,
  };
}
