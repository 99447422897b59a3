import type pg from 'pg';

/** Creates a measured pool for the feed database, with node-postgres's settings (times in ms). */
export type CreatePool = (settings: pg.PoolConfig) => pg.Pool;

/** How requests get and release connections. The variants differ only in this. */
export interface Connections {
  /** Runs `work` on a connection. Rejects if none is available in time, or if `work` rejects. */
  use<Result>(work: (client: pg.ClientBase) => Promise<Result>): Promise<Result>;
  /** Called once, after the last request. */
  close(): Promise<void>;
}
