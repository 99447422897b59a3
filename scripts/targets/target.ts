import type pg from 'pg';
import type { Variant } from '../../app/build.ts';
import type { Sample } from '../lib/metrics.ts';
import type { Report } from '../lib/report.ts';
import type { LoadPlan, OnProgress } from '../load/load.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { Tuning } from '../results/result.ts';
import type { Annotation } from './annotation.ts';

/** One of the things that make up a running lab. */
export interface Part {
  name: string;
  state: 'running' | 'starting' | 'stopped' | 'crashed';
  /** Where it listens, or the last it said. */
  detail: string;
  /** True for what people look with: a load test goes on without it. */
  optional?: boolean;
}

/** Scheduling periods of a container with a CPU limit: all of them, and those in which it wanted more (Linux: sched-bwc). */
export interface CpuPeriods {
  all: number;
  throttled: number;
}

/** What a person looks at in a browser. */
export type Page = 'api' | 'grafana' | 'prometheus';

/** What work on a running lab is handed. */
export interface TargetContext {
  target: Target;
  report: Report;
  /** Ends at Ctrl-C. */
  signal: AbortSignal;
}

/** A place where the lab runs. Verbs know no more of it than this; another place is another implementation. */
export interface Target {
  readonly name: string;
  /** True when a start that failed half way is best left as it is, for the next one to go on from. */
  readonly resumesStart: boolean;
  /** Brings everything up at whatever stage it was left, `broken` the first time. Safe to repeat. */
  start(report: Report, signal: AbortSignal): Promise<void>;
  /** Stops everything that start() started. On this machine the data stays; a cluster goes with its data. Safe to repeat. */
  stop(report: Report): Promise<void>;
  parts(): Promise<Part[]>;
  /** How often it may be asked for its parts while something is measured: asking costs the machine that is measured. */
  readonly lookEveryMs: number;
  /** The API's /metrics now; where it has several processes, of all of them one after the other. */
  metrics(): Promise<Sample[]>;
  /** Builds a variant and puts it in the place of the one that runs. */
  deploy(variant: Variant, signal: AbortSignal): Promise<void>;
  /** Brings the schema to a migration, up or down. */
  migrate(to: number, signal: AbortSignal): Promise<void>;
  /** Runs `work` with the address of the API, without a slash at the end. */
  withApi<Outcome>(work: (address: string) => Promise<Outcome>): Promise<Outcome>;
  /** Runs `work` with a connection of its own, as the database's owner. */
  withDatabase<Outcome>(work: (client: pg.ClientBase) => Promise<Outcome>): Promise<Outcome>;
  /** Runs one statement as the database's owner. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Puts load on the API and resolves when the last answer is in. */
  load(plan: LoadPlan, onProgress: OnProgress, signal: AbortSignal): Promise<LoadReport>;
  /** Opens a SQL prompt as the owner. */
  prompt(): Promise<void>;
  /** Says where one of the pages answers on this machine, and leads a port to it until the signal when there is none yet. */
  open(page: Page, report: Report, signal: AbortSignal): Promise<void>;
  /** Keeps a moment where the panels are, which show it as a line. Rejects when nothing there takes it. */
  annotate(annotation: Annotation): Promise<void>;
  /** Where the page answers that follows the lab second by second, if it runs; absent where Grafana does that. */
  livePage?(): string | undefined;
  /** How often each container was held back by its CPU limit since its start; null where there are no limits. */
  cpuPeriods(): Promise<{ api: CpuPeriods | null; postgres: CpuPeriods | null }>;
  /** What was tuned, when something was. */
  tuning(): Promise<Tuning | undefined>;
  /** Measures the machine and sets what decides the pace of the story; absent where CPU limits do that. */
  tune?(report: Report, signal: AbortSignal): Promise<Tuning>;
  /** The API in variant `mine`, rebuilt and restarted whenever its code is saved, until the signal; absent where code is not at hand. */
  develop?(report: Report, signal: AbortSignal): Promise<void>;
}
