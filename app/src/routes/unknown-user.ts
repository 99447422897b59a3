import { ApiError } from '../errors.ts';

export function unknownUser(id: number, cause?: unknown): ApiError {
  return new ApiError('unknown_user', `there is no user ${id}`, { cause });
}
