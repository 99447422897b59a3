import type { Result } from './result.ts';

/** 503, connection_timeout -> "503 connection_timeout"; "no answer timeout" where there was none. */
export function nameOfError({ status, code }: Pick<Result['errors'][number], 'status' | 'code'>): string {
  return `${status || 'no answer'} ${code}`;
}
