// Measured: k6 1.8.1 with loadtest/feed.ts and remote write to Prometheus, two cores of an AMD
// EPYC, a server with 1,500 responses of 5 kB per second, 30 s. Peak resident memory and CPU time:
//    100 users    132 MiB   7 s      2,000 users  1,347 MiB  15 s
//    500 users    374 MiB  10 s      5,000 users  2,694 MiB  23 s
//  1,000 users    691 MiB  12 s     10,000 users  4,974 MiB  32 s
// Each user has a JavaScript engine of its own: up to 0.62 MiB. k6 also keeps every sample of each
// trend metric until the end: 422,000 requests of 100 users took 316 MiB, 0.45 KiB each.
const baseMebibytes = 96;
const mebibytesPerUser = 0.75;
const mebibytesPerRequest = 0.5 / 1024;

/** The memory that k6 needs, with a margin. */
export function k6Mebibytes(users: number, requests: number): number {
  return Math.ceil(baseMebibytes + users * mebibytesPerUser + requests * mebibytesPerRequest);
}
