import type { PlanSummary, Result } from '../results/result.ts';
import type { RunningState } from '../scenario/stage-of.ts';

/** A response that docs/api.md does not allow. Status 0: there was no response. */
export interface ContractViolation {
  status: number;
  /** The request, the expected response and the actual one. */
  text: string;
}

/** Differences between the feed and the table, a sentence each. */
export interface FeedEvidence {
  /** Before verify wrote anything. */
  correct: string[];
  /** After each write. */
  fresh: string[];
}

/** An index on posts, from the catalog. */
export interface PostsIndex {
  name: string;
  valid: boolean;
  /** Its CREATE INDEX statement, as PostgreSQL writes it. */
  definition: string;
  /** btree, hash, brin, … */
  method: string;
  /** Whether PostgreSQL can read it in the order of its first key. */
  ordered: boolean;
  /** Its first key, as PostgreSQL writes it: a column or an expression. */
  firstKey: string;
  /** Whether that is an expression. */
  isExpression: boolean;
  /** Of the first key; false if the index is not ordered. */
  descending: boolean;
  nullsFirst: boolean;
  /** Whether its operator class and collation are those with which ORDER BY sorts the first key. */
  sortsAsUsual: boolean;
  /** The condition of a partial index. */
  predicate: string | null;
}

/** What the database read for the requests of two users. */
export interface ReadsEvidence {
  /** Rows of all tables but users … */
  rows: number;
  /** … for this many feeds, as the API counted them (other people's, too). */
  feeds: number;
  /** The same for the posts that the API wrote meanwhile. */
  rowsForWrites: number;
  writes: number;
  /**
   * Clients other than the API and verify that ran statements meanwhile: their application_name or
   * role.
   */
  otherClients: string[];
}

/** What happened during a few seconds of load. */
export interface LoadEvidence {
  /** 2xx whose body is a feed of 20 posts. */
  feeds: number;
  /** 2xx whose body is anything else, and the beginning of the first of them. */
  notFeeds: number;
  firstNotFeed: string | undefined;
}

/** The same with two users, and what the database did for them. */
export interface QuietEvidence extends LoadEvidence {
  /** Sessions that the database started, for any client. */
  sessions: number;
  /** Rows of posts that it read … */
  postsRead: number;
  /** … for this many feeds. Some are requested after the load, to update the statistics. */
  feedsRead: number;
}

/** What happened to 100 requests while the tables were locked, so that no query could finish. */
export interface LockEvidence {
  /** The most queries that waited in the database at once. */
  waitingAtOnce: number;
  /** The most connections that the API had open. */
  sessions: number;
  users: number;
  /** Processes of the API. */
  processes: number;
  /** Requests that failed while the lock was held. */
  failed: number;
  /** When the first of them failed; null when none did. */
  firstFailureMs: number | null;
  lockedMs: number;
  /** Connections that the server accepts from roles that are not superusers. */
  availableConnections: number;
}

/** The input of the checks. All of it is measured now, except for `lastRun` and `earlier`. */
export interface Evidence extends FeedEvidence {
  state: RunningState;
  contract: ContractViolation[];
  /** All posts; those of the seed that should exist; those of the seed that do. */
  rows: { posts: number; expected: number; seeded: number };
  /** Two users: so few that even a connection per request is fast enough. */
  quiet: QuietEvidence;
  /** As many users as in a load test. */
  crowd: LoadEvidence;
  /** Undefined when connections are not reused, or when the lock was not granted. */
  lock: LockEvidence | undefined;
  reads: ReadsEvidence;
  /** Of the query in the checkout, which need not be the one that the API runs. */
  plan: PlanSummary;
  indexes: PostsIndex[];
  /** The newest load test since the current deployment. */
  lastRun: Result | undefined;
  /** The newest comparable results of these stages, on this machine. */
  earlier: { broken: Result | undefined; pooled: Result | undefined };
}
