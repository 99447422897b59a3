import { LabError } from '../../../scripts/lib/lab-error.ts';
import { targetNames } from '../../../scripts/settings/variables.ts';
import { readTranscript } from '../../walkthrough/transcript.ts';
import { formatFactor } from './format-figure.ts';

/** The execution time (ms) in the first plan with this step that a recorded walk printed. */
function executionMs(outputs: string[], step: string): number {
  const plan = outputs.find((output) => output.includes(step));
  const [, ms] = /Execution Time: ([\d.]+) ms/.exec(plan ?? '') ?? [];
  if (ms) return Number(ms);
  throw new LabError('figure', `No recorded plan has "${step}".`, 'Record them: make walkthrough ARGS=--record');
}

/**
 * How many times as fast the index makes the feed query, according to the plans that the pages
 * show: `local.plans.factor`. Readers can divide the two times themselves.
 */
export function planFigures(folder: string): Record<string, () => string> {
  return Object.fromEntries(
    targetNames.map((target) => [
      `${target}.plans.factor`,
      () => {
        const outputs = readTranscript(target, folder)
          .blocks.map(({ output }) => output)
          .filter((output) => output.includes('Execution Time'));
        return formatFactor(
          executionMs(outputs, 'Seq Scan on posts'),
          executionMs(outputs, 'Index Scan using idx_posts_created_at'),
        );
      },
    ]),
  );
}
