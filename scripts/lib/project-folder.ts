import { fileURLToPath } from 'node:url';

/** The top of the checkout, with a slash at the end. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
