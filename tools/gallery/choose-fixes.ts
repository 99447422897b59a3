import { LabError } from '../../scripts/lib/lab-error.ts';
import type { Fix } from './fix.ts';

/**
 * The fixes that GALLERY names: `all`, `sample`, or those whose name contains one of several texts,
 * separated by commas.
 * @throws {LabError} `usage` when there is none
 */
export function chooseFixes(fixes: Fix[], wanted: string): Fix[] {
  if (wanted === 'all') return fixes;
  if (wanted === 'sample') return fixes.filter(({ inSample }) => inSample);
  const texts = wanted
    .toLowerCase()
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean);
  const chosen = fixes.filter(({ name }) => texts.some((text) => name.toLowerCase().includes(text)));
  if (chosen.length > 0) return chosen;
  throw new LabError(
    'usage',
    `GALLERY: there is no fix with "${wanted}" in its name.`,
    'Expected all, sample, or a part of a name; docs/verify.md lists the fixes.',
  );
}

/** Mulberry32: small, and the same on every machine, unlike Math.random(), which has no seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** In an order that depends only on `seed` (Fisher-Yates); 0 leaves the order as it is. */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const list = [...items];
  if (seed === 0) return list;
  const random = randomFrom(seed);
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other] as Item, list[last] as Item];
  }
  return list;
}
