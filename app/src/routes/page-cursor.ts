import { ApiError } from '../errors.ts';
import { isId } from './user-id.ts';

/** The last row of a page. The column has millisecond precision, so a Date loses nothing. */
export interface PageCursor {
  created_at: Date;
  id: number;
}

/** ISO 8601 and PostgreSQL format the years from 10,000 on differently. */
const endOfTime = Date.UTC(10_000, 0);

/** Encodes a position for a Link header. It is opaque to clients. */
export function encodeCursor({ created_at, id }: PageCursor): string {
  return Buffer.from(`${created_at.getTime()}.${id}`).toString('base64url');
}

/** @throws {ApiError} `invalid_before` unless encodeCursor() created `text` */
export function decodeCursor(text: string): PageCursor {
  const [milliseconds, id] = Buffer.from(text, 'base64url').toString().split('.').map(Number);
  const created_at = new Date(milliseconds ?? Number.NaN);
  const isInRange = created_at.getTime() >= 0 && created_at.getTime() < endOfTime;
  if (isId(id) && isInRange && encodeCursor({ created_at, id }) === text) return { created_at, id };
  throw new ApiError(
    'invalid_before',
    '`before` is not a valid position; take it from the Link header of the previous page',
  );
}
