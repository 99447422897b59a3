import { Router } from 'express';

/** A router that does not take `/FEED` or `/feed/` for `/feed`: each resource has one path. */
export const exactRouter = (): Router => Router({ caseSensitive: true, strict: true });
