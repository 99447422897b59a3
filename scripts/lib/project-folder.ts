import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout, with a slash at the end. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Runs that the pages quote: load tests and walks by target, experiments by name. */
export const runsFolder = join(projectFolder, 'docs/runs');
