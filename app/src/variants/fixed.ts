export { openConnections } from '../database/shared-pool.ts';
export const variant = 'fixed';
