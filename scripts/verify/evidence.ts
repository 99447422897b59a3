import type { PlanSummary, Result } from '../results/result.ts';
import type { RunningState } from '../scenario/stage-of.ts';

/** A response that docs/api.md does not allow. Status 0: there was no response. */
export interface ContractViolation {
  status: number;
  /** That of the error in the body, if there is one. */
  code?: string | undefined;
  /** The request, the expected response and the actual one. */
  text: string;
}

/** Differences between the feed and the tables, one sentence each. */
export interface FeedEvidence {
  /**
   * Before verify wrote anything, after it had imported old posts, and after each other write if
   * the feed is not one that was right before.
   */
  correct: string[];
  /** Whether old posts could be imported. */
  imported: boolean;
  /**
   * After each other write, if the feed is an old one; and whatever lets clients see an old feed.
   */
  fresh: string[];
  /** What is wrong with the second page of a list. */
  pages: ContractViolation[];
  /** The rows that became of one POST. */
  copies: number;
  /** What another program wrote, and the table did not have afterwards. */
  notKept: string | undefined;
  /** What another program could not write, and PostgreSQL's reason. */
  rejectedWrite: string | undefined;
}

/** The content of the tables. */
export interface StoredEvidence {
  /** All posts; those of the seed that should exist; those of the seed that do. */
  posts: number;
  expected: number;
  seeded: number;
  /** How many posts and users of the seed have other content, in words, and one of them. */
  changed: string;
  example: string | undefined;
  /** Tables of the lab, or that feeds come from, which PostgreSQL would empty after a crash. */
  unlogged: string[];
}

/** What there is instead of Evidence if a write deletes or changes the posts of others. */
export interface HarmfulWrite extends Pick<Evidence, 'state' | 'stored' | 'lastRun'> {
  /** In a sentence. */
  harm: string;
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
  /** Whether the first key is an expression. */
  isExpression: boolean;
  /** Of the first key; false if the index is not ordered. */
  descending: boolean;
  nullsFirst: boolean;
  /** Whether its operator class and collation are those with which ORDER BY sorts the first key. */
  sortsAsUsual: boolean;
  /** The condition of a partial index. */
  predicate: string | null;
}

/** What happened during a few seconds of load. */
export interface LoadEvidence {
  /** 2xx whose body is a feed of 20 posts. */
  feeds: number;
  /** 2xx whose body is anything else, and the beginning of the first of them. */
  notFeeds: number;
  firstNotFeed: string | undefined;
}

/** The same with many users, who also write. */
export interface CrowdEvidence extends LoadEvidence {
  /** Feeds and lists that lack what was written before the request, or show what was deleted. */
  stale: number;
  firstStale: string | undefined;
  /** The rows that became of one POST that had to wait for seconds in the database. */
  copies: number;
}

/** Sessions that the database started, for any client, while the API served requests. */
export interface LoginEvidence {
  /** Who sent which requests, as the beginning of a sentence. */
  what: string;
  /** How many sent requests at the same time, at most. */
  users: number;
  /** Requests that were answered as they should be. */
  requests: number;
  sessions: number;
  /** The API's sessions afterwards: a pool may have opened each of them in the meantime. */
  open: number;
}

/** What the database read for the requests of two users. */
export interface ReadsEvidence {
  /** Rows of all tables but users … */
  rows: number;
  /** … for this many feeds, as the API counted them (other people's, too). */
  feeds: number;
  /**
   * The same for the posts that the API wrote: what each of them and the feed after it read, beyond
   * what a feed reads otherwise.
   */
  rowsForWrites: number;
  writes: number;
  /** Clients other than the API and verify that ran statements meanwhile. */
  otherClients: string[];
}

/** What happened to requests while all tables were locked, so that no query could finish. */
export interface LockEvidence {
  requests: number;
  /** The role with which the API, or a pooler in front of the database, logs in. */
  role: string;
  /** The most queries that waited in the database at once while only feeds were requested. */
  feedsAtOnce: number;
  /** The most that did in the first second with requests to all routes. */
  waitingSoon: number;
  /** The most that ever did. */
  waitingAtOnce: number;
  /** The most connections that the API had open. */
  sessions: number;
  /** Whether the API opened more connections after their number had settled. */
  grew: boolean;
  /** Processes of the API. */
  processes: number;
  /** Requests that failed in time, and how soon the first one failed at all; null if none did. */
  failedInTime: number;
  firstFailedMs: number | null;
  /** The longest wait, if requests failed one after another; null if after a common time. */
  longestOfLineMs: number | null;
  /** Requests that had waited for longer than is allowed, although no query ran for them. */
  stillWaiting: number;
  /** Requests that ended without a response, or with one that is not a usable error. */
  dropped: number;
  /** 2xx although nothing could be read, and what those of /feed contained. */
  fromMemory: number;
  answers: LoadEvidence;
  /** Connections that the server accepts from roles that are not superusers. */
  availableConnections: number;
  /** The longest that the API took to answer /livez, and its first answer with an error status. */
  latenessMs: number;
  livezError: string | undefined;
}

/** Why the API does not serve as it did before. */
export interface RecoveryFailure {
  kind: 'ended' | 'restarted' | 'silent' | 'open transaction' | 'fewer connections' | 'more connections' | 'not tried';
  text: string;
}

/** Whether the API serves again after trouble. */
export interface RecoveryEvidence {
  /** What it went through, each as the end of "the API served requests again after …". */
  survived: string[];
  /** The first failure; nothing was tried after it. */
  failure: RecoveryFailure | undefined;
  /** 2xx while the tables were locked again, so that nothing could be read. */
  fromMemory: number;
  /** Routes that had at most one query per process in the database while many requested them. */
  oneByOne: string[];
}

/**
 * The input of the checks. All of it is measured now, except for `lastRun` and `earlier`. What is
 * undefined could not be measured, because the API had stopped serving the feed or does not reuse
 * connections.
 */
export interface Evidence {
  state: RunningState;
  contract: ContractViolation[];
  stored: StoredEvidence;
  /** Its `fresh` includes what later probes found. */
  feed: FeedEvidence | undefined;
  /** How many posts the API confirmed before they were on disk. */
  lostInCrash: number | undefined;
  logins: LoginEvidence[];
  /** Two users: so few that even a connection per request is fast enough. */
  quiet: LoadEvidence | undefined;
  reads: ReadsEvidence | undefined;
  /**
   * What went wrong when many users sent the same request at once, to a route other than the feed.
   */
  bursts: string[];
  /** As many users as in a load test. */
  crowd: CrowdEvidence | undefined;
  lock: LockEvidence | undefined;
  /** Whether the tables could not be locked, because another transaction held one. */
  lockRefused: boolean;
  recovery: RecoveryEvidence;
  /** Of the query in the checkout, which need not be the one that the API runs. */
  plan: PlanSummary;
  indexes: PostsIndex[];
  /** The newest load test since the current deployment. */
  lastRun: Result | undefined;
  /** The newest comparable results of these stages, on this machine. */
  earlier: { broken: Result | undefined; pooled: Result | undefined };
}
