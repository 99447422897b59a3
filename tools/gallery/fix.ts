import type { ApiCode } from '../../scripts/experiments/api-code.ts';
import type { Stage } from '../../scripts/scenario/stages.ts';

/** Something that somebody might try, and what verify has to say of it. */
export interface Fix extends ApiCode {
  name: string;
  /** Why it is wrong, half right, or right: what a teacher would say. */
  why: string;
  /** Statements of their own, each a file of db-migrations/mine/. */
  sql?: string[];
  /** True when PostgreSQL refuses the last of them. */
  sqlFails?: true;
  /** True when the verdict takes a load test. */
  load?: true;
  /** The first check that has to fail; undefined when all of them pass. */
  fails?: string;
  /** What its hint has to lead to. */
  hint?: RegExp;
  reached: Stage;
  /** True when it takes posts away, which have to be brought back. */
  takesPosts?: true;
  /** One of the few that are tried in a cluster, where each takes a minute, and in the gate. */
  inSample?: true;
}
