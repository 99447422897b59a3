/** Where the time of one request went, in milliseconds, as the API measured it. */
export interface RequestParts {
  totalMs: number;
  /** The wait for a connection, excluding the time to open one. */
  waitMs: number;
  /** The time to open a connection for this request. */
  connectMs: number;
  queryMs: number;
}

/** Reads a `Server-Timing` header; undefined without one, as when the API does not send it. */
export function readServerTiming(header: string | undefined): RequestParts | undefined {
  const durations = new Map<string, number>();
  for (const [, name = '', durationMs] of (header ?? '').matchAll(/(\w+);dur=([\d.]+)/g))
    durations.set(name, Number(durationMs));
  const part = (name: string) => durations.get(name) ?? 0;
  if (!durations.has('total')) return undefined;
  return { totalMs: part('total'), waitMs: part('pool'), connectMs: part('connect'), queryMs: part('db') };
}

// k6's virtual users share no memory, and k6 keeps only numbers, such as the maximum of a gauge. So
// that the maximum is the slowest request with all of its parts, they are packed into one number
// below 2 ** 53: the total in tenths of a millisecond, then each part as a share of the total.
const steps = 2 ** 11 - 1;
const maxTenths = 2 ** 19;

/** Packs a request into a number that is larger the longer the request took. */
export function packParts({ totalMs, waitMs, connectMs, queryMs }: RequestParts): number {
  const share = (partMs: number) => (totalMs > 0 ? Math.min(steps, Math.round((partMs / totalMs) * steps)) : 0);
  const shares = [waitMs, connectMs, queryMs].map(share);
  return shares.reduce((packed, part) => packed * (steps + 1) + part, Math.min(maxTenths, Math.round(totalMs * 10)));
}

/** The reverse of packParts(). Parts are accurate to 1/2047 of the total. */
export function unpackParts(packed: number): RequestParts {
  const shares: number[] = [];
  let rest = packed;
  for (let part = 0; part < 3; part += 1) {
    shares.unshift((rest % (steps + 1)) / steps);
    rest = Math.floor(rest / (steps + 1));
  }
  const totalMs = rest / 10;
  const [waitMs = 0, connectMs = 0, queryMs = 0] = shares.map((share) => Number((share * totalMs).toFixed(1)));
  return { totalMs, waitMs, connectMs, queryMs };
}
