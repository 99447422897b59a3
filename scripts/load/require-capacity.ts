import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { formatCount } from '../lib/format.ts';
import { LabError } from '../lib/lab-error.ts';
import type { Sample } from '../lib/metrics.ts';
import { run } from '../lib/run.ts';

/**
 * For a process without users: files, timers, its log, scrapes of its metrics, and connections that
 * are being closed. Measured: 25 in autocannon's process, 21 in the API.
 */
const ownDescriptors = 64;
const bytesPerMebibyte = 2 ** 20;

/** What a process on this machine can have; infinite where that is not known. */
export interface MachineLimits {
  /** RLIMIT_NOFILE. */
  descriptors: number;
  /** Ports for connections to one address. */
  ports: number;
  memoryBytes: number;
}

/** Linux: ip-sysctl, "ip_local_port_range"; the defaults elsewhere are 16,384 or more. */
function localPorts(): number {
  try {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
    const [first, last] = range.trim().split(/\s+/).map(Number);
    return first && last ? last - first + 1 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** In a container, the limit of its control group is smaller than what the machine has free. */
function availableMemoryBytes(): number {
  // Elsewhere, free memory excludes caches that the system would release, which are most of it.
  if (process.platform !== 'linux') return totalmem();
  return Math.min(freemem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/** Node.js and k6 raise their soft limit to the hard one when they start: `sh` inherits that. */
export async function readMachineLimits(): Promise<MachineLimits> {
  const { stdout } = await run('program')`sh -c ${'ulimit -n'}`;
  return {
    descriptors: Number.parseInt(stdout, 10) || Number.POSITIVE_INFINITY,
    ports: localPorts(),
    memoryBytes: availableMemoryBytes(),
  };
}

/** What a load test lacks. */
export interface Shortage {
  message: string;
  /** The number of users for which there is enough. */
  fittingUsers: number;
  /** What else would help, as the end of a sentence. */
  remedy: string;
}

/** @param usersAreFixed whether the user cannot choose the number of users */
function refuse({ message, fittingUsers, remedy }: Shortage, usersAreFixed: boolean): never {
  const advice =
    usersAreFixed || fittingUsers < 1
      ? `${remedy[0]?.toUpperCase()}${remedy.slice(1)}`
      : `Use at most ${formatCount(fittingUsers)} users (USERS=), or ${remedy}`;
  throw new LabError('preflight', message, advice);
}

/**
 * Why this machine cannot send the load of so many users; undefined if it can.
 * @param mebibytes what an engine needs for a number of users
 */
export function shortageOf(
  users: number,
  mebibytes: (users: number) => number,
  { descriptors, ports, memoryBytes }: MachineLimits,
): Shortage | undefined {
  const crowd = `${formatCount(users)} users`;
  if (users + ownDescriptors > descriptors)
    return {
      message: `${crowd} need ${formatCount(users + ownDescriptors)} file descriptors (one for each connection), but a process here may have only ${formatCount(descriptors)} (ulimit -Hn).`,
      fittingUsers: descriptors - ownDescriptors,
      remedy: `use a shell whose limit is at least ${formatCount(users + ownDescriptors)}.`,
    };
  if (users > ports)
    return {
      message: `${crowd} need as many local ports, but this machine has only ${formatCount(ports)} (net.ipv4.ip_local_port_range).`,
      fittingUsers: ports,
      remedy: 'widen the range with sysctl.',
    };
  const perUser = (mebibytes(users) - mebibytes(0)) / users;
  const availableMebibytes = Math.floor(memoryBytes / bytesPerMebibyte);
  if (mebibytes(users) > availableMebibytes)
    return {
      message: `${crowd} need ${formatCount(mebibytes(users))} MiB of memory, but this machine has only ${formatCount(availableMebibytes)} MiB free.`,
      fittingUsers: Math.floor((availableMebibytes - mebibytes(0)) / perUser),
      remedy: 'close other programs.',
    };
  return undefined;
}

/**
 * Refuses a load test that this machine cannot run, before it starts.
 * @throws {LabError} `preflight` with the limit
 */
export async function requireCapacity(
  users: number,
  mebibytes: (users: number) => number,
  { usersAreFixed = false } = {},
): Promise<void> {
  const shortage = shortageOf(users, mebibytes, await readMachineLimits());
  if (shortage) refuse(shortage, usersAreFixed);
}

/**
 * Refuses a load test for which the API has too few file descriptors, as far as its metrics show:
 * prom-client reads the limit from /proc. Several processes share the users.
 * @param perUser connections of the API for each user: one of HTTP, and perhaps one to the database
 * @throws {LabError} `preflight` with the limit
 */
export function requireApiDescriptors(
  metrics: Sample[],
  users: number,
  perUser: 1 | 2,
  { usersAreFixed = false } = {},
): void {
  const limits = metrics.filter(({ name }) => name === 'process_max_fds').map(({ value }) => value);
  const limit = Math.min(...limits);
  const needed = Math.ceil(users / limits.length) * perUser + ownDescriptors;
  if (limits.length === 0 || needed <= limit) return;
  const each = perUser === 2 ? 'two for each user: its connection, and one to the database' : 'one for each user';
  const shortage = {
    message: `For ${formatCount(users)} users, the API needs ${formatCount(needed)} file descriptors (${each}), but it may have only ${formatCount(limit)} (ulimit -Hn of the shell that started it).`,
    fittingUsers: Math.floor((limit - ownDescriptors) / perUser) * limits.length,
    remedy: `restart the lab, with the verbs down and up, from a shell whose limit is at least ${formatCount(needed)}.`,
  };
  refuse(shortage, usersAreFixed);
}
