import type { Variant } from '../../app/build.ts';
import type { Report } from '../lib/report.ts';
import type { LoadPlan, LoadReport, OnProgress } from '../load/load.ts';
import type { Sample } from '../measure/metrics.ts';

/** One of the things that make up a running lab. */
export interface Part {
  name: string;
  state: 'running' | 'stopped' | 'crashed';
  /** Where it listens, or the last it said. */
  detail: string;
}

/** What was set so that this machine shows both faults, and the measurements behind it in a sentence each. */
export interface Tuning {
  scramIterations: number;
  posts: number;
  reasons: string[];
}

/** What a person looks at in a browser. */
export type Page = 'api' | 'grafana' | 'prometheus';

/** A place where the lab runs. Verbs know no more of it than this; another place is another implementation. */
export interface Target {
  readonly name: string;
  /** True when a start that failed half way is best left as it is, for the next one to go on from. */
  readonly resumesStart: boolean;
  /** Brings everything up at whatever stage it was left, `broken` the first time. Safe to repeat. */
  start(report: Report, signal: AbortSignal): Promise<void>;
  /** Stops everything that start() started and keeps the data. Safe to repeat. */
  stop(report: Report): Promise<void>;
  parts(): Promise<Part[]>;
  /** The API's /metrics now; where it has several processes, of all of them one after the other. */
  metrics(): Promise<Sample[]>;
  /** Builds a variant and puts it in the place of the one that runs. */
  deploy(variant: Variant, signal: AbortSignal): Promise<void>;
  /** Brings the schema to a migration, up or down. */
  migrate(to: number, signal: AbortSignal): Promise<void>;
  /** Runs a statement as the database's owner. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Puts load on the API and resolves when the last answer is in. */
  load(plan: LoadPlan, onProgress: OnProgress, signal: AbortSignal): Promise<LoadReport>;
  /** Opens a SQL prompt as the owner. */
  prompt(): Promise<void>;
  /** Says where one of the pages answers on this machine, and leads a port to it until the signal when there is none yet. */
  open(page: Page, report: Report, signal: AbortSignal): Promise<void>;
  /** How much of the time the containers were held back by their CPU limits since start, 0..1; null where there are no limits. */
  cpuThrottling(): Promise<{ apiThrottled: number | null; postgresThrottled: number | null }>;
  /** What was tuned, when something was. */
  tuning(): Promise<Tuning | undefined>;
  /** Measures the machine and sets what decides the pace of the story; absent where CPU limits do that. */
  tune?(report: Report, signal: AbortSignal): Promise<Tuning>;
  /** The API in variant `mine`, rebuilt and restarted whenever its code is saved, until the signal; absent where code is not at hand. */
  develop?(report: Report, signal: AbortSignal): Promise<void>;
}
