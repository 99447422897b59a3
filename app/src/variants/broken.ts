export { openConnections } from '../database/pool-per-request.ts';
export const variant = 'broken';
