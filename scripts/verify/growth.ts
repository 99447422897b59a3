/** A pool opens its connections one right after another, even on a busy machine. */
const settledAfterMs = 1000;

/** Watches a number that should grow and then stay, such as that of a pool's connections. */
export function watchGrowth(now: () => number = () => performance.now()) {
  let most = 0;
  let grewAtMs = now();
  const steps: number[] = [];
  return {
    add(count: number): void {
      if (count <= most) return;
      if (most > 0 && now() - grewAtMs >= settledAfterMs) steps.push(most);
      most = count;
      grewAtMs = now();
    },

    /** The numbers that had stayed the same for a second, and then grew. */
    steps: () => steps,
  };
}
