import type pg from 'pg';
import type { Variant } from '../../app/build.ts';
import type { Sample } from '../lib/metrics.ts';
import type { Report } from '../lib/report.ts';
import type { LoadPlan, OnProgress } from '../load/load-engine.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { Tuning } from '../results/result.ts';
import type { Annotation } from './annotation.ts';

/** A component of the lab. */
export interface Part {
  name: string;
  state: 'running' | 'starting' | 'stopped' | 'crashed';
  /** Its address, or the last line of its log. */
  detail: string;
  /** True for what only shows the lab: a load test does not need it. */
  optional?: boolean;
}

/** Scheduling periods of a container with a CPU limit (Linux: sched-bwc). */
export interface CpuPeriods {
  all: number;
  /** Those in which it used up its quota. */
  throttled: number;
}

/** What can be opened in a browser. */
export type Page = 'api' | 'grafana' | 'prometheus';

/** What an action on a running lab needs. */
export interface TargetContext {
  target: Target;
  report: Report;
  /** Aborted at Ctrl-C. */
  signal: AbortSignal;
}

/** Where the lab runs. Verbs use only this interface. */
export interface Target {
  readonly name: string;
  /** Whether a failed start is left as it is, for the next one to continue. */
  readonly resumesStart: boolean;
  /** Starts everything at the stage it was stopped in, `broken` the first time. Idempotent. */
  start(report: Report, signal: AbortSignal): Promise<void>;
  /** Stops everything. Idempotent. The local target keeps the data, a cluster is deleted. */
  stop(report: Report): Promise<void>;
  parts(): Promise<Part[]>;
  /** How often parts() may be polled during a measurement, which it slows down. */
  readonly pollEveryMs: number;
  /** The current /metrics of the API, of all its processes one after the other. */
  metrics(): Promise<Sample[]>;
  /** Builds a variant and replaces the running one. */
  deploy(variant: Variant, signal: AbortSignal): Promise<void>;
  /** Migrates the schema up or down to a migration. */
  migrate(to: number, signal: AbortSignal): Promise<void>;
  /** Runs `work` with the URL of the API, without a trailing slash. */
  withApi<Outcome>(work: (address: string) => Promise<Outcome>): Promise<Outcome>;
  /** Runs `work` with a connection of its own, as the database's owner. */
  withDatabase<Outcome>(work: (client: pg.ClientBase) => Promise<Outcome>): Promise<Outcome>;
  /** Runs one statement as the database's owner. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Runs a load test; resolves after the last response. */
  load(plan: LoadPlan, onProgress: OnProgress, signal: AbortSignal): Promise<LoadReport>;
  /** Opens a SQL prompt as the owner. */
  prompt(): Promise<void>;
  /** Prints the address of a page; forwards a port to it until the signal where that is needed. */
  open(page: Page, report: Report, signal: AbortSignal): Promise<void>;
  /** Stores an annotation for the panels. Rejects when it cannot be stored. */
  annotate(annotation: Annotation): Promise<void>;
  /** The address of the live page, if it runs; absent on targets with Grafana. */
  livePage?(): string | undefined;
  /** How often CPU limits throttled each container since its start; null without limits. */
  cpuPeriods(): Promise<{ api: CpuPeriods | null; postgres: CpuPeriods | null }>;
  /** What was tuned on this machine, if anything. */
  tuning(): Promise<Tuning | undefined>;
  /** Measures the machine and makes the faults large enough to show; absent where CPU limits do. */
  tune?(report: Report, signal: AbortSignal): Promise<Tuning>;
  /** Rebuilds and restarts variant `mine` at every change until the signal. */
  develop?(report: Report, signal: AbortSignal): Promise<void>;
}
