import { formatCount } from '../../lib/format.ts';
import { LabError } from '../../lib/lab-error.ts';
import type { Settings } from '../../settings/settings.ts';

const notComparable = (message: string, whatToDo: string) => new LabError('not_comparable', message, whatToDo);

/** A kept run says which machine it ran on: this one. @throws {LabError} `not_comparable` */
export function requireOwnCluster({ kubeContext }: Pick<Settings, 'kubeContext'>): void {
  if (kubeContext)
    throw notComparable(
      'KUBE_CONTEXT is set, but this experiment is for the kind cluster on this machine.',
      'Unset it.',
    );
}

/** @throws {LabError} `not_comparable` if the table fits in memory */
export function requireLargeTable(tableBytes: number, memoryLimitBytes: number): void {
  if (tableBytes <= memoryLimitBytes)
    throw notComparable(
      `The table (${formatCount(tableBytes)} bytes) fits in the memory of PostgreSQL's container (${formatCount(memoryLimitBytes)} bytes).`,
      'Fill the table with more posts (make cluster-up POSTS=10000000), or lower postgres.resources.limits.memory.',
    );
}

/** PostgreSQL's default. */
const pageBytes = 8192;

/** @throws {LabError} `not_comparable` if the index is used without being wanted, or not used */
export function requirePlan(indexed: boolean, pages: number, tableBytes: number): void {
  const readsTable = pages * pageBytes >= tableBytes;
  if (readsTable !== indexed) return;
  throw notComparable(
    `${indexed ? 'With' : 'Without'} the index, the feed query touched ${formatCount(pages)} pages; the table takes up ${formatCount(tableBytes / pageBytes)}.`,
    'Remove what was added to the schema by hand: make reset',
  );
}
