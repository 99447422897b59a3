import type { ScaleOption } from '../scale-options/scale-option.ts';
import type { Writes } from './measure-writes.ts';

/** What is measured in every round. */
export interface WritesPlan {
  posts: number;
  rounds: number;
  /** Of each measurement. */
  seconds: number;
  options: ScaleOption[];
  writesOf(option: ScaleOption): Writes[];
}
