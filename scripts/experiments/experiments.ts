import { apiOverhead } from './api-overhead.ts';
import { cacheExpiry } from './cache-expiry.ts';
import { connectionCost } from './connection-cost.ts';
import { connectionsHeld } from './connections-held.ts';
import type { AnyExperiment, Experiment } from './experiment.ts';
import { growth } from './growth/growth.ts';
import { beyondMemory } from './in-cluster/beyond-memory.ts';
import { indexCost } from './index-cost.ts';
import { keyset } from './keyset.ts';
import { logVolume } from './log-volume.ts';
import { peers } from './peers.ts';
import { perRequestLimits } from './per-request-limits.ts';
import { poolSizes } from './pool-sizes.ts';
import { requestTimeline } from './request-timeline.ts';
import { seeding } from './seeding.ts';
import { smallTables } from './small-tables.ts';
import { telemetryCost } from './telemetry-cost.ts';
import { writes } from './writes/writes.ts';

/** All experiments; the first is what `make bench` alone runs. */
export const experiments: [Experiment, ...AnyExperiment[]] = [
  apiOverhead,
  connectionCost,
  connectionsHeld,
  perRequestLimits,
  poolSizes,
  indexCost,
  growth,
  beyondMemory,
  cacheExpiry,
  keyset,
  requestTimeline,
  smallTables,
  logVolume,
  peers,
  telemetryCost,
  seeding,
  writes,
];
