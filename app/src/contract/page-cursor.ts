import { largestId } from './largest-id.ts';

/** The last row of a page. */
export interface PageCursor {
  /** Its created_at with microseconds, which a Date would lose: 2026-01-02T03:04:05.678901Z. */
  instant: string;
  id: number;
}

const decodedPattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3})\d{3}Z ([1-9]\d{0,9})$/;

/** Encodes a position for a Link header. It is opaque to clients. */
export function encodeCursor({ instant, id }: PageCursor): string {
  return Buffer.from(`${instant} ${id}`).toString('base64url');
}

/** Decodes a string for which isCursor() is true. */
export function decodeCursor(text: string): PageCursor {
  const [instant = '', id] = Buffer.from(text, 'base64url').toString().split(' ');
  return { instant, id: Number(id) };
}

/** Whether encodeCursor() could have created `text`, for an instant from 1970 on. */
export function isCursor(text: string): boolean {
  const decoded = Buffer.from(text, 'base64url');
  const [, truncated, id] = decodedPattern.exec(decoded.toString()) ?? [];
  if (truncated === undefined || Number(id) > largestId || decoded.toString('base64url') !== text) return false;
  const date = new Date(`${truncated}Z`);
  // There is no February 30.
  return date.getTime() >= 0 && date.toISOString() === `${truncated}Z`;
}
