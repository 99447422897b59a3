/**
 * The curves of a stack: each is the sum of a part and those before it, and the last one, which is
 * the highest, comes first, so that the others are drawn over it. Null where no part has a value.
 * @param {Map<string, (number | null)[]>} parts by name, the lowest first
 * @returns {Map<string, (number | null)[]>}
 */
export function stack(parts) {
  /** @type {[string, (number | null)[]][]} */
  const curves = [];
  for (const [name, values] of parts) {
    const below = curves[0]?.[1];
    curves.unshift([
      name,
      values.map((value, index) => {
        const base = below?.[index] ?? null;
        return value === null ? base : value + (base ?? 0);
      }),
    ]);
  }
  return new Map(curves);
}
