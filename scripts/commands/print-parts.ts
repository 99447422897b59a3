import type { Report } from '../lib/report.ts';
import { formatTable } from '../lib/table.ts';
import type { Part, Target } from '../targets/target.ts';

/** Shows what runs and where. Resolves to the parts that it showed. */
export async function printParts(target: Target, report: Report): Promise<Part[]> {
  const parts = await target.parts();
  const rows = parts.map(({ name, state, detail }) => [name, state, detail]);
  report.print(formatTable(rows, { head: ['part', 'state', ''] }));
  return parts;
}
