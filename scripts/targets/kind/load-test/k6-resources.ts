import { k6Mebibytes } from '../../../load/k6-memory.ts';
import type { LoadPlan } from '../../../load/load-engine.ts';

/**
 * Nearly three times what the API served with one CPU (1,125) where k6-memory.ts was measured:
 * other machines are faster.
 */
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
    memoryMebibytes: k6Mebibytes(usersPerPod, requests),
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
