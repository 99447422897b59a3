import type { PlanSummary, Result } from '../results/result.ts';
import type { RunningState } from '../scenario/stage-of.ts';

/** What the API answered that it should not have, a sentence each. Empty when it kept its contract. */
export type Complaints = string[];

/** An index on posts, as the catalog has it. */
export interface PostsIndex {
  name: string;
  valid: boolean;
  /** Its definition, as PostgreSQL writes it. */
  definition: string;
}

/** What a few seconds of load showed. */
export interface BurstEvidence {
  /** 2xx whose body is a feed of 20 posts. */
  feeds: number;
  /** 2xx whose body is anything else, and what the first of them held. */
  notFeeds: number;
  firstNotFeed: string | undefined;
  /** The second half, when connections that are kept have been opened: feeds served, and what the database did meanwhile. */
  settled: {
    feeds: number;
    /** Sessions that the database began, whoever asked for them. */
    sessions: number;
    /** Rows of posts that it read, by its own statistics. */
    postsRead: number;
  };
}

/** What became of 100 requests while the tables were locked, so that no query could end. */
export interface LockEvidence {
  /** Queries that waited in the database at once, at the most: connections that the API uses at the same time. */
  waitingAtOnce: number;
  /** Connections that the API had open, at the most. */
  sessions: number;
  /** Requests that were sent. */
  users: number;
  /** Processes of the API that they came from. */
  processes: number;
  /** Answers with an error while the lock was held. */
  refused: number;
  /** When the first of them came; null when nobody was refused. */
  firstRefusedMs: number | null;
  /** How long the tables were locked. */
  lockedMs: number;
  /** Connections that the server gives to those who are no superusers. */
  connectionsInAll: number;
}

/** Everything that a verdict rests on. All of it is measured or asked now, but for `lastRun` and `earlier`. */
export interface Evidence {
  state: RunningState;
  contract: Complaints;
  /** Posts in all; posts that the lab began with, as many as there should be, and as are left. */
  rows: { posts: number; expected: number; seeded: number };
  correct: Complaints;
  fresh: Complaints;
  /** Two users: so few that even a connection per request is quick enough to be served. */
  quiet: BurstEvidence;
  /** As many as in a load test. */
  crowd: BurstEvidence;
  /** Undefined where connections are not kept: then there is no line to wait in. */
  lock: LockEvidence | undefined;
  plan: PlanSummary;
  indexes: PostsIndex[];
  /** The newest load test of what runs now; undefined when there was none since it was deployed. */
  lastRun: Result | undefined;
  /** The newest earlier results of the lab's own stages on this machine, with as many posts and users. */
  earlier: { broken: Result | undefined; pooled: Result | undefined };
}
