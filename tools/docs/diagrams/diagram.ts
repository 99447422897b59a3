import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';

/** A picture for the pages, drawn from the code's numbers and the kept runs'. */
export interface Diagram {
  name: string;
  title: string;
  height: number;
  /** All that the picture tells, figures included, for who does not see it. */
  words: string;
  draw(palette: Palette): Fragment;
}
