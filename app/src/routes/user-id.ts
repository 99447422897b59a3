import { ApiError } from '../errors.ts';

/** The maximum of PostgreSQL's type `integer`. */
const largestId = 2 ** 31 - 1;

export function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= largestId;
}

export function invalidUserId(): ApiError {
  return new ApiError('invalid_user_id', `a user's id must be a whole number from 1 to ${largestId}`);
}

export function unknownUser(id: number, cause?: unknown): ApiError {
  return new ApiError('unknown_user', `there is no user ${id}`, { cause });
}
