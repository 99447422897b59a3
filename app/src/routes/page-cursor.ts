import { ApiError } from '../errors.ts';
import { isId } from './user-id.ts';

/** The last row of a page. Its instant has milliseconds, as the column has, so nothing is lost on the way through JSON. */
export interface PageCursor {
  created_at: Date;
  id: number;
}

/** The first millisecond of the year 10,000: PostgreSQL and ISO 8601 write later ones in another way. */
const endOfTime = Date.UTC(10_000, 0);

/** Packs a position for a link. Clients pass it back and do not look inside. */
export function encodeCursor({ created_at, id }: PageCursor): string {
  return Buffer.from(`${created_at.getTime()}.${id}`).toString('base64url');
}

/** @throws {ApiError} `invalid_before` for what encodeCursor did not make */
export function decodeCursor(text: string): PageCursor {
  const [milliseconds, id] = Buffer.from(text, 'base64url').toString().split('.').map(Number);
  const created_at = new Date(milliseconds ?? Number.NaN);
  const isInstant = created_at.getTime() >= 0 && created_at.getTime() < endOfTime;
  if (isId(id) && isInstant && encodeCursor({ created_at, id }) === text) return { created_at, id };
  throw new ApiError('invalid_before', 'not a position of ours; take `before` from the Link header of the page before');
}
