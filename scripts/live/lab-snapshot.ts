import type { Variant } from '../../app/build.ts';
import type { Result } from '../results/result.ts';
import type { Annotation } from '../targets/annotation.ts';

/** The result of one scrape of the lab, and the contents of its files. */
export interface LabSnapshot {
  /** Undefined where the API or the database does not answer. */
  running: { variant: Variant | undefined; indexValid: boolean | undefined };
  /** The target of the commands to type. */
  target: string;
  labFolder: string;
  results: Result[];
  /** Oldest first. */
  annotations: Annotation[];
  /** The start of the curves: earlier annotations have no curve to explain. */
  sinceMs: number;
}
