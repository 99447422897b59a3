export { openConnections } from '../database/mine.ts';
export const variant = 'mine';
