import type { Panel } from '../../dashboards/panel.ts';

// What the page is told, as JSON. The browser's side imports these types alone.

/** A panel without its queries: the page receives their results. */
export type PanelView = Omit<Panel, 'queries' | 'only'> & Required<Pick<Panel, 'thresholds'>>;

export interface RowView {
  title: string;
  panels: PanelView[];
}

/** The curves of all panels at one moment: by the panel's id, by the curve's name. */
export type PanelValues = Record<string, Record<string, number>>;

export interface Tick {
  atMs: number;
  values: PanelValues;
}

export interface AnnotationView {
  atMs: number;
  kind: string;
  text: string;
  /** Beside the line, when there is room; '' for none. */
  label: string;
}

export interface PlanView {
  title: string;
  /** The lines that psql shows, and what a learner should see in those that matter. */
  lines: { text: string; remark: string }[];
}

/** Where the lab is, and what it has measured so far. */
export interface LabView {
  /** What answers now: the title of a stage, or that nothing does. */
  state: string;
  stages: { title: string; state: 'reached' | 'now' | 'ahead' }[];
  /** What to do now: a sentence, and the command for it when there is one. */
  next: { sentence: string; command: string };
  /** The command that brings back a lab that was stopped. */
  restart: string;
  /** The results table: a row of cells per stage, and one for the own variant, as `compare` prints it, and when that was measured; 0 when it was not yet. */
  results: { head: string[]; rows: { cells: string[]; atMs: number }[] };
  /** What each fix changed, in a sentence each. */
  changes: string[];
  plans: PlanView[];
  annotations: AnnotationView[];
}

/** What the curves show: as long as Grafana's dashboard does (dashboards/grafana.ts). */
export const shownSeconds = 300;

/** Everything a page needs that was not there before: sent first on each connection. */
export interface Opening {
  shownSeconds: number;
  rows: RowView[];
  history: Tick[];
  lab: LabView;
}
