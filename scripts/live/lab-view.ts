import { lockHolder } from '../lib/lock.ts';
import { makeCommand } from '../lib/report.ts';
import { newestByStage } from '../results/results-by-stage.ts';
import { resultRows, resultsHead } from '../results/results-table.ts';
import { whatChanged } from '../results/what-changed.ts';
import { describeState, stageOf } from '../scenario/stage-of.ts';
import { type Stage, stages } from '../scenario/stages.ts';
import type { Annotation } from '../targets/annotation.ts';
import type { LabSnapshot } from './lab-snapshot.ts';
import { describeNext } from './next-step.ts';
import { planViews } from './plan-views.ts';
import type { LabView } from './view.ts';

/** More cannot be distinguished on five minutes of a curve. */
const maxAnnotations = 30;

/** A verb that was killed during its load test did not write the annotation of its end. */
function withoutAbortedLoad({ annotations, labFolder }: LabSnapshot): Annotation[] {
  return annotations.at(-1)?.kind === 'load-begins' && !lockHolder(labFolder) ? annotations.slice(0, -1) : annotations;
}

function describeRunning({ variant, indexValid }: LabSnapshot['running']): string {
  if (indexValid === undefined) return 'PostgreSQL does not answer';
  return variant ? describeState({ variant, indexValid }) : 'The feed API does not answer';
}

/** -1 for no stage: that of the learner's own variant is only known after a load test. */
function currentStage({ variant, indexValid }: LabSnapshot['running']): number {
  if (!variant || variant === 'mine' || indexValid === undefined) return -1;
  return stages.findIndex(({ stage }) => stage === stageOf({ variant, indexValid }));
}

/** Turns a snapshot into the texts and tables of the page. */
export function labView(snapshot: LabSnapshot): LabView {
  const newest = newestByStage(snapshot.results);
  const current = currentStage(snapshot.running);
  /** Not before it has been reached or measured: the full title gives the fix away. */
  const titleOf = (stage: Stage) => {
    const index = stages.findIndex((candidate) => candidate.stage === stage);
    const { title = '', shortTitle = '' } = stages[index] ?? {};
    return index <= current || newest[stage] ? title : shortTitle;
  };
  return {
    state: describeRunning(snapshot.running),
    stages: stages.map(({ stage }, index) => ({
      title: titleOf(stage),
      state: index > current ? 'ahead' : index === current ? 'now' : 'reached',
    })),
    next: describeNext(snapshot),
    restart: makeCommand('up', snapshot.target),
    results: {
      head: resultsHead,
      rows: resultRows(newest).map(({ cells, result }) => ({
        cells,
        atMs: Date.parse(result?.startedAt ?? '') || 0,
      })),
    },
    changes: whatChanged(newest),
    plans: planViews(newest),
    openPlans: lockHolder(snapshot.labFolder) === 'lab',
    annotations: withoutAbortedLoad(snapshot)
      .slice(-maxAnnotations)
      .map(({ at, ...annotation }) => ({ ...annotation, atMs: Date.parse(at) }))
      .filter(({ atMs }) => atMs >= snapshot.sinceMs),
  };
}
