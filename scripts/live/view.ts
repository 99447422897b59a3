import type { Panel, Threshold } from '../../dashboards/panel.ts';
import type { Annotation } from '../targets/annotation.ts';

// What the server sends to the page, as JSON. The page imports only these types.

/** A panel without its queries: the page receives their results. */
export interface PanelView extends Omit<Panel, 'queries' | 'only' | 'thresholds'> {
  thresholds: Threshold[];
  /** By the name of the curve, for those whose color is set. */
  colors: Record<string, string>;
}

export interface RowView {
  title: string;
  panels: PanelView[];
}

/** By the id of the panel and the name of the curve. */
export type PanelValues = Record<string, Record<string, number>>;

/** The values of all panels at one time. */
export interface PanelSample {
  atMs: number;
  values: PanelValues;
}

export type AnnotationView = Omit<Annotation, 'at'> & { atMs: number };

/** A query plan, which the page folds because it gives the second cause away. */
export interface PlanView {
  title: string;
  /** The lines that psql prints; `remark` explains one that matters, otherwise ''. */
  lines: { text: string; remark: string }[];
}

/** The state of the lab and its results. */
export interface LabView {
  /** The title of the running stage, or an error such as "PostgreSQL does not answer". */
  state: string;
  stages: { title: string; state: 'reached' | 'now' | 'ahead' }[];
  /** `praise` is '' for most results, and `command` when there is nothing to type. */
  next: { praise: string; sentence: string; command: string };
  /** The command that starts the lab again after it was stopped. */
  restart: string;
  /** The table of `compare`, and when each row was measured; 0 for a row without a result. */
  results: { head: string[]; rows: { cells: string[]; atMs: number }[] };
  /** What each fix changed, a sentence each. */
  changes: string[];
  plans: PlanView[];
  /** Otherwise readers open the plans when they have a hypothesis. */
  openPlans: boolean;
  annotations: AnnotationView[];
}

/** The longest time axis: the time range of Grafana's dashboard (dashboards/grafana.ts). */
export const shownSeconds = 300;

/** Sent first on each connection. */
export interface InitialState {
  shownSeconds: number;
  rows: RowView[];
  history: PanelSample[];
  lab: LabView;
}
