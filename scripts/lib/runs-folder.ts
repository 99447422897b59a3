import { join } from 'node:path';
import { projectFolder } from './project-folder.ts';

/** Where runs are kept that the pages speak of: load tests and walks by their target, experiments by their name. */
export const runsFolder = join(projectFolder, 'docs/runs');
