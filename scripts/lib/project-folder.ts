import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout, with a trailing slash. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** The recorded runs that docs/ quotes: load tests and walks by target, experiments by name. */
export const runsFolder = join(projectFolder, 'docs/runs');
