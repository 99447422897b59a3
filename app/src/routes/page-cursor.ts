import { ApiError } from '../errors.ts';
import { isId } from './user-id.ts';

/** The last row of a page. */
export interface PageCursor {
  /** Its created_at with microseconds, which a Date would lose: 2026-01-02T03:04:05.678901Z. */
  instant: string;
  id: number;
}

const instantPattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3})\d{3}Z$/;

/** Whether there is such an instant, from 1970 on. There is no February 30. */
function isInstant(text: string | undefined): text is string {
  const [, truncated] = instantPattern.exec(text ?? '') ?? [];
  const date = new Date(`${truncated}Z`);
  return date.getTime() >= 0 && date.toISOString() === `${truncated}Z`;
}

/** Encodes a position for a Link header. It is opaque to clients. */
export function encodeCursor({ instant, id }: PageCursor): string {
  return Buffer.from(`${instant} ${id}`).toString('base64url');
}

/** @throws {ApiError} `invalid_before` unless encodeCursor() created `text` */
export function decodeCursor(text: string): PageCursor {
  const [instant, number] = Buffer.from(text, 'base64url').toString().split(' ');
  const id = Number(number);
  if (isId(id) && isInstant(instant) && encodeCursor({ instant, id }) === text) return { instant, id };
  throw new ApiError(
    'invalid_before',
    '`before` is not a valid position; take it from the Link header of the previous page',
  );
}
