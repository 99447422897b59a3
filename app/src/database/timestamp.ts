import pg from 'pg';

const parseDate: (text: string) => unknown = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);

/** JSON has no infinity: JSON.stringify() writes null for it. */
function readUnusual(text: string): string | null {
  const date = parseDate(text);
  return date instanceof Date && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}

/**
 * Converts PostgreSQL's text for a timestamptz into JSON's, with milliseconds: 2026-01-02
 * 03:04:05.6+00 becomes 2026-01-02T03:04:05.600Z. A feed has twenty of them, so a Date is created
 * only if the session's time zone is not UTC.
 */
export function toIsoTimestamp(text: string): string | null {
  if (!text.endsWith('+00') || text[10] !== ' ') return readUnusual(text);
  const milliseconds = text.slice(20, -3).slice(0, 3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
}

/** How node-postgres should read the values of each type. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    id === pg.types.builtins.TIMESTAMPTZ && format !== 'binary' ? toIsoTimestamp : pg.types.getTypeParser(id, format),
};
