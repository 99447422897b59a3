import { LabError } from '../../../scripts/lib/lab-error.ts';
import { runsFolder } from '../../../scripts/lib/project-folder.ts';
import { diagramFigure, diagrams } from '../diagrams/diagrams.ts';
import { contractFigures } from './contract-figures.ts';
import { experimentFigure } from './experiment-figures.ts';
import { galleryFigures } from './gallery-figures.ts';
import { loadTestFigures } from './load-test-figures.ts';
import { planFigures } from './plan-figures.ts';
import { loginMs } from './request-timeline.ts';

/**
 * The text for a marker. `page` is the path of the page that has the marker: the links of a diagram
 * are relative to it.
 * @throws {LabError} `figure` for an unknown name, or when no run with it is kept
 */
export type LookUpFigure = (name: string, page: string) => string;

/**
 * Looks figures up in the kept runs: a load test's (`local.pooled.mean`), a diagram
 * (`diagram.pool-per-request`), any number of an experiment by its path (`keyset:rows[...]`), or
 * those of the gallery (`gallery.fixes`). The tables of the contract come from the API's code.
 */
export function figuresIn(folder = runsFolder): LookUpFigure {
  const named: Record<string, (page: string) => string> = {
    ...loadTestFigures(folder),
    ...planFigures(folder),
    ...galleryFigures(folder),
    ...contractFigures,
    'request-timeline.alone.loginMs': () => loginMs(folder),
    ...Object.fromEntries(
      Object.entries(diagrams).map(([name, read]) => [
        `diagram.${name}`,
        (page: string) => diagramFigure(read(folder), page),
      ]),
    ),
  };
  return (name, page) => {
    const figure = Object.hasOwn(named, name) ? named[name] : undefined;
    if (figure) return figure(page);
    if (name.includes(':')) return experimentFigure(folder, name);
    const group = name.slice(0, name.lastIndexOf('.') + 1);
    const names = Object.keys(named).filter((known) => known.startsWith(group));
    throw new LabError(
      'figure',
      `There is no figure "${name}".`,
      `Figures of "${group}": ${names.join(', ') || 'none'}.`,
    );
  };
}
