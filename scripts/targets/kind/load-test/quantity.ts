// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
const multipliers: Record<string, number> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes quantity as a number: CPUs (`250m` is 0.25) or bytes (`1Ki` is 1024). */
export function parseQuantity(text: string | number | undefined): number {
  const [, digits, suffix = ''] = /^([\d.]+(?:[eE][-+]?\d+)?)([a-zA-Z]*)$/.exec(String(text ?? 0)) ?? [];
  return Number(digits) * (multipliers[suffix] ?? Number.NaN);
}
