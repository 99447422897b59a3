import type pg from 'pg';
import type { Variant } from '../../app/build.ts';
import type { SeedSize } from '../../db-migrations/src/seed-rows.ts';
import type { Sample } from '../lib/metrics.ts';
import type { Report } from '../lib/report.ts';
import type { LoadPlan, OnProgress } from '../load/load-engine.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { Tuning } from '../results/result.ts';
import type { Annotation } from './annotation.ts';

/** A component of the lab. */
export interface Part {
  name: string;
  state: 'running' | 'no answer' | 'starting' | 'stopped' | 'crashed';
  /** Its address, or the last line of its log. */
  detail: string;
  /** True for parts that only display the state of the lab, which a load test does not need. */
  optional?: boolean;
}

/** The name of the API's part. */
export const apiPart = 'feed API';

/** Scheduling periods of a container with a CPU limit (Linux: sched-bwc). */
export interface CpuPeriods {
  all: number;
  /** Periods in which the container used up its quota. */
  throttled: number;
}

/** A page that can be opened in a browser. */
export type PageName = 'api' | 'grafana' | 'prometheus';

/** The context of an action on a running lab. */
export interface TargetContext {
  target: Target;
  report: Report;
  /** Aborted on Ctrl-C. */
  signal: AbortSignal;
}

/** A place where the lab runs. Verbs use only this interface. */
export interface Target {
  readonly name: string;
  /** Whether a failed start is left as it is, so that the next one can continue. */
  readonly resumesStart: boolean;
  /**
   * Starts what is not running. An API that was stopped starts as `broken`; the schema stays as it
   * is. Idempotent.
   */
  start(report: Report, signal: AbortSignal): Promise<void>;
  /** Stops everything. Idempotent. The local target keeps the data; a cluster is deleted. */
  stop(report: Report): Promise<void>;
  /**
   * With `ask`, a running part that does not answer has the state `no answer`. Not for use during a
   * measurement, which would notice the requests. In a cluster, Kubernetes asks all the time.
   */
  parts(options?: { ask: boolean }): Promise<Part[]>;
  /**
   * The polling interval of parts() during a measurement, which frequent polling would slow down.
   */
  readonly pollEveryMs: number;
  /** The current metrics of all processes of the API, concatenated. */
  metrics(): Promise<Sample[]>;
  /** Builds a variant and replaces the running one. */
  deploy(variant: Variant, report: Report, signal: AbortSignal): Promise<void>;
  /**
   * Migrates the schema up or down to a migration. `progress` gets who is in the way.
   * @throws {LabError} `blocked` when a session was in the way for too long
   */
  migrate(to: number, report: Report, signal: AbortSignal, progress?: (text: string) => void): Promise<void>;
  /** Runs `work` with the URL of the API, without a trailing slash. */
  withApi<Outcome>(work: (address: string) => Promise<Outcome>): Promise<Outcome>;
  /** Runs `work` with a connection of its own, as the database's owner. */
  withDatabase<Outcome>(work: (client: pg.Client) => Promise<Outcome>): Promise<Outcome>;
  /** Runs one statement as the database's owner. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Runs a load test; resolves after the last response. */
  load(plan: LoadPlan, onProgress: OnProgress, signal: AbortSignal): Promise<LoadReport>;
  /** Opens a SQL prompt as the owner. */
  prompt(): Promise<void>;
  /** Prints the address of a page. If needed, forwards a port to it until the signal aborts. */
  open(page: PageName, report: Report, signal: AbortSignal): Promise<void>;
  /** Stores an annotation for the panels. Rejects if it cannot be stored. */
  annotate(annotation: Annotation): Promise<void>;
  /** The address of the live page, if it is running. Targets with Grafana have no live page. */
  livePage?(): string | undefined;
  /** How often CPU limits have throttled each container since its start; null without limits. */
  cpuPeriods(): Promise<{ api: CpuPeriods | null; postgres: CpuPeriods | null }>;
  /** How many rows the lab was seeded with; undefined if only the rows themselves tell. */
  seedSize(): Promise<SeedSize | undefined>;
  /** The tuning for this machine, if there is one. */
  tuning(): Promise<Tuning | undefined>;
  /** Tunes the lab so that this machine shows the faults; absent if CPU limits do that. */
  tune?(report: Report, signal: AbortSignal): Promise<Tuning>;
  /** Rebuilds and restarts variant `mine` on every change until the signal aborts. */
  develop?(report: Report, signal: AbortSignal): Promise<void>;
}
