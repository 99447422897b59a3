import { Router } from 'express';

/** A router for which `/FEED` and `/feed/` are not `/feed`: each resource has one path. */
export const exactRouter = (): Router => Router({ caseSensitive: true, strict: true });
