import type { ApiCode } from '../../scripts/experiments/api-code.ts';
import type { PoolerSettings } from './pooler-settings.ts';

/** Something a learner might try, and the verdict that verify should give. */
export interface Fix extends ApiCode {
  name: string;
  /** Why it is wrong, half right, or right: what a teacher would say. */
  why: string;
  /** The learner's own statements, each in a file of db-migrations/mine/. */
  sql?: string[];
  /** A statement that the learner types in psql, and that PostgreSQL rejects. */
  rejectedInPsql?: string;
  /**
   * Settings of PgBouncer, which runs while the fix is tried; its code connects to
   * usualPoolerAddress.
   */
  pooler?: PoolerSettings;
  /** The first check that should fail; undefined when all of them pass. */
  fails?: string;
  /** Matches the first hint. */
  hint?: RegExp;
  /**
   * A table of the fix that verify's posts change for good: a counter, or a copy that loses rows
   * when posts are deleted, which is part of its fault.
   */
  changes?: string;
  /** One of the few that run in CI, and in a cluster, where each takes a minute. */
  inSample?: true;
}

/** Fixes that are right or wrong for similar reasons: a section of docs/verify.md. */
export interface Kind {
  title: string;
  fixes: Fix[];
}
