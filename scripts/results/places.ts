import { formatCount, formatMachineSize } from '../lib/format.ts';
import type { Result } from './result.ts';

/**
 * What has to be the same for two runs to be repetitions of each other, by name. The engine's version is not among them: an update
 * would part runs that measure the same.
 */
function conditionsOf({
  machine,
  target,
  engine,
  posts,
  users,
  ratePerSecond,
}: Result): [name: string, text: string][] {
  return [
    ['machine', formatMachineSize(machine)],
    ['target', target],
    ['engine', engine.name],
    ['posts', `${formatCount(posts)} posts`],
    ['users', `${formatCount(users)} users`],
    ...(ratePerSecond ? [['rate', `${formatCount(ratePerSecond)} req/s asked for`] as [string, string]] : []),
  ];
}

/** Where and how a run was made, in words; the same words mean the same place. */
export function placeOf(result: Result): string {
  return conditionsOf(result)
    .map(([, text]) => text)
    .join('; ');
}

/** Which conditions two runs do not share, by name. */
export function differentConditions(one: Result, other: Result): string[] {
  const [ours, theirs] = [new Map(conditionsOf(one)), new Map(conditionsOf(other))];
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => ours.get(name) !== theirs.get(name));
}

/** Runs by place, in the order in which the places first appear. */
export function byPlace(results: Result[]): Map<string, Result[]> {
  const places = new Map<string, Result[]>();
  for (const result of results) places.set(placeOf(result), [...(places.get(placeOf(result)) ?? []), result]);
  return places;
}
