import { defaultScramIterations } from '../../db-migrations/src/roles.ts';

/** Rounds of hashing per login that logins are measured with: PostgreSQL's default, and four times as many. */
export const measuredScramIterations = [defaultScramIterations, 16_384];
