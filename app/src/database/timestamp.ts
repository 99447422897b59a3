import pg from 'pg';

/**
 * Converts PostgreSQL's text for a timestamptz into JSON's, with milliseconds: 2026-01-02
 * 03:04:05.6+00 becomes 2026-01-02T03:04:05.600Z. A feed has twenty of them, so a Date is created
 * only if the session's time zone is not UTC.
 */
export function toIsoTimestamp(text: string): string {
  if (!text.endsWith('+00') || text[10] !== ' ') return new Date(text).toISOString();
  const milliseconds = text.slice(20, -3).slice(0, 3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
}

/** How node-postgres should read the values of each type. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    id === pg.types.builtins.TIMESTAMPTZ && format !== 'binary' ? toIsoTimestamp : pg.types.getTypeParser(id, format),
};
