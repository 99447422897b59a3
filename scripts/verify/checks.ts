import { apiChecks } from './api-checks.ts';
import { indexChecks } from './index-checks.ts';
import { poolChecks } from './pool-checks.ts';
import type { Check } from './verdict.ts';

/** Every question, in the order in which a learner should hear of failures. */
export const checks: Check[] = [...apiChecks, ...poolChecks, ...indexChecks];
