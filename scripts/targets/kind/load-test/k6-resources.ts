import type { LoadPlan } from '../../../load/load-engine.ts';

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

/** Nearly three times what the API served there with one CPU (1,125): other machines are faster. */
export const assumedRequestsPerSecond = 3000;
/** One k6 process with one CPU sends no more: a request takes 0.18 ms of CPU time. */
const maxRequestsPerSecond = 5000;

export interface K6Resources {
  cpuRequestMillicores: number;
  cpuLimitMillicores: number;
  /** Request and limit: the memory is needed in any case, so the scheduler must reserve it. */
  memoryMebibytes: number;
}

/** What each pod of a load test needs. Several pods share the users and the requests. */
export function k6Resources({ users, durationSeconds, ratePerSecond, pods = 1 }: LoadPlan): K6Resources {
  const usersPerPod = Math.ceil(users / pods);
  const requestsPerSecond = Math.min((ratePerSecond ?? assumedRequestsPerSecond) / pods, maxRequestsPerSecond);
  const requests = requestsPerSecond * durationSeconds;
  return {
    // Small, so that the lab fits on two CPUs: k6 takes what others leave, up to its limit.
    cpuRequestMillicores: 100 + Math.floor(usersPerPod / 1000) * 10,
    // Starting the users takes the most CPU. Peaks: 0.3 CPUs at 100 users, 1.2 at 10,000.
    cpuLimitMillicores: 1000 + Math.floor(usersPerPod / 500) * 100,
    memoryMebibytes: Math.ceil(baseMebibytes + usersPerPod * mebibytesPerUser + requests * mebibytesPerRequest),
  };
}

/** The same, in the form of a container's resources. */
export function asContainerResources(resources: K6Resources) {
  const memory = `${resources.memoryMebibytes}Mi`;
  return {
    requests: { cpu: `${resources.cpuRequestMillicores}m`, memory },
    limits: { cpu: `${resources.cpuLimitMillicores}m`, memory },
  };
}
