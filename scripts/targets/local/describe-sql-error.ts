import type { DatabaseError } from 'pg';

/** Whether PostgreSQL answered with an error; otherwise the connection is lost. */
export function isSqlError(error: unknown): error is DatabaseError {
  return error instanceof Error && 'severity' in error && 'code' in error;
}

/** The lines that psql prints for an error or a notice about `statement`. */
export function describeSqlError(
  {
    severity,
    message,
    detail,
    hint,
    position,
  }: Pick<DatabaseError, 'severity' | 'message' | 'detail' | 'hint' | 'position'>,
  statement: string,
): string[] {
  return [
    `${severity}:  ${message}`,
    ...(position ? pointAt(statement, Number(position)) : []),
    ...(detail ? [`DETAIL:  ${detail}`] : []),
    ...(hint ? [`HINT:  ${hint}`] : []),
  ];
}

/** `position` counts characters from 1. */
function pointAt(statement: string, position: number): string[] {
  const before = [...statement]
    .slice(0, position - 1)
    .join('')
    .split('\n');
  const prefix = `LINE ${before.length}: `;
  const line = statement.split('\n')[before.length - 1] ?? '';
  const column = prefix.length + (before.at(-1)?.length ?? 0);
  return [`${prefix}${line}`, `${' '.repeat(column)}^`];
}
