import { findSlots } from './page-markers.ts';

/** The experiments that a marker quotes: one, or two of which it is the quotient. */
const experimentsIn = (marker: string) =>
  [...marker.matchAll(/(?:^| \/ )([a-z-]+):/g)].flatMap(([, name]) => name ?? []);

/**
 * The experiments of a page whose machine a reader cannot know. The machine of a page is the first
 * that it names (`<!--=NAME:machine-->`), or that of the load tests; others have their own markers.
 *
 * @param machineOf the machine of an experiment, or of the load tests (`local`), in words
 */
export function unnamedMachines(markdown: string, machineOf: (experiment: string) => string): string[] {
  const markers = findSlots(markdown).slots.map(({ name }) => name);
  const named = markers.flatMap((marker) => /^(local(?=\.)|[a-z-]+(?=:))[.:]machine$/.exec(marker)?.[1] ?? []);
  const pageMachine = machineOf(named[0] ?? 'local');
  const quoted = new Set(markers.flatMap(experimentsIn));
  return [...quoted].filter((name) => !named.includes(name) && machineOf(name) !== pageMachine);
}
