import type { FieldDef } from 'pg';
import stringWidth from 'string-width';

/** The types that psql aligns to the right: numbers, money, oid, xid, cid and xid8. */
const numberTypes = [20, 21, 23, 26, 28, 29, 700, 701, 790, 1700, 5069];

const spaces = (text: string, width: number) => ' '.repeat(width - stringWidth(text));

function center(text: string, width: number): string {
  const free = spaces(text, width);
  const left = Math.floor(free.length / 2);
  return `${free.slice(0, left)}${text}${free.slice(left)}`;
}

/** A table as psql prints it, so that a page can show either, but without line breaks in cells. */
export function formatRows(fields: Pick<FieldDef, 'name' | 'dataTypeID'>[], rows: (string | null)[][]): string[] {
  const cells = rows.map((row) => row.map((value) => (value ?? '').replaceAll('\n', ' ')));
  const widths = fields.map(({ name }, column) =>
    cells.reduce((width, row) => Math.max(width, stringWidth(row[column] ?? '')), stringWidth(name)),
  );
  const widthOf = (column: number) => widths[column] ?? 0;
  const formatRow = (row: string[]) =>
    row
      .map((text, column) => {
        const free = spaces(text, widthOf(column));
        const isNumber = numberTypes.includes(fields[column]?.dataTypeID ?? 0);
        return isNumber ? ` ${free}${text}` : ` ${text}${column < row.length - 1 ? free : ''}`;
      })
      .join(' |');
  return [
    fields.map(({ name }, column) => ` ${center(name, widthOf(column))} `).join('|'),
    widths.map((width) => '-'.repeat(width + 2)).join('+'),
    ...cells.map(formatRow),
    `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`,
    '',
  ];
}
