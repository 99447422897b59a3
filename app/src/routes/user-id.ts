import { ApiError } from '../errors.ts';

/** PostgreSQL's `integer`, which ids are. */
const largestId = 2 ** 31 - 1;

/** True for what an id can be: a whole number from 1 to 2,147,483,647. */
export function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= largestId;
}

/** The error for an id that cannot be one. */
export function invalidUserId(): ApiError {
  return new ApiError('invalid_user_id', `a user's id is a whole number from 1 to ${largestId}`);
}

/** The error for an id that nobody has. */
export function unknownUser(id: number, cause?: unknown): ApiError {
  return new ApiError('unknown_user', `there is no user ${id}`, { cause });
}
