import type { LoadError } from './load-report.ts';

/** Counts failures by kind. */
export class FailureCounts {
  readonly #kinds = new Map<string, LoadError>();

  add({ status, code, count }: LoadError): void {
    const key = `${status} ${code}`;
    this.#kinds.set(key, { status, code, count: count + (this.#kinds.get(key)?.count ?? 0) });
  }

  /** The most frequent kind first. */
  list(): LoadError[] {
    return [...this.#kinds.values()].sort((one, other) => other.count - one.count);
  }
}
