import type pg from 'pg';

/** Makes a pool on the lab's database, with the metrics on. The settings are node-postgres's own; times in milliseconds. */
export type CreatePool = (settings: pg.PoolConfig) => pg.Pool;

/** How a request comes by a connection and what becomes of it afterwards: the part of the API that the variants differ in. */
export interface Connections {
  /** Runs `work` on a connection. Rejects when there was none in time, else with what `work` rejected with. */
  use<Result>(work: (client: pg.ClientBase) => Promise<Result>): Promise<Result>;
  /** Called once, after the last request. */
  close(): Promise<void>;
}
