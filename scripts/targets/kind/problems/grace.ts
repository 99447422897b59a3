/** How long a missing image or a refused pod may persist: a slow registry may still respond. */
export const obstacleTimeoutMs = 60_000;

/**
 * Tolerates an obstacle for a while. The function that it returns receives whether the obstacle is
 * present, at each poll, and returns whether it has been present for `limitMs` without a break.
 */
export function gracePeriod(limitMs: number): (isPresent: boolean) => boolean {
  let since: number | undefined;
  return (isPresent) => {
    if (!isPresent) since = undefined;
    else since ??= Date.now();
    return since !== undefined && Date.now() - since >= limitMs;
  };
}
