import { LabError } from '../../../scripts/lib/lab-error.ts';
import { runsFolder } from '../../../scripts/lib/runs-folder.ts';
import { diagramFigures } from '../diagrams/diagrams.ts';
import { namedExperimentFigures } from './experiment-figures.ts';
import { experimentFigure } from './experiments.ts';
import type { LookUp } from './fill.ts';
import { type FigureList, keptResultFigures } from './kept-results.ts';

/** Every figure that has a name of its own. */
export function namedFigures(folder = runsFolder): FigureList {
  return { ...keptResultFigures(folder), ...namedExperimentFigures(folder), ...diagramFigures(folder) };
}

/** Looks figures up in what is kept in docs/runs: one with a name of its own, or any number of an experiment by its path. */
export function figuresOf(folder = runsFolder): LookUp {
  const named = namedFigures(folder);
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
