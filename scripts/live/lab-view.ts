import type { Variant } from '../../app/build.ts';
import { formatMilliseconds } from '../lib/format.ts';
import { lockHolder } from '../lib/lock.ts';
import { makeCommand } from '../lib/report.ts';
import type { Result } from '../results/result.ts';
import { newestByStage, resultsByPlan } from '../results/results-by-stage.ts';
import { resultRows, resultsHead } from '../results/results-table.ts';
import { whatChanged } from '../results/what-changed.ts';
import { remarkOn } from '../scenario/plan-remarks.ts';
import { describeState, stageOf } from '../scenario/stage-of.ts';
import { nextStep, type Stage, stages } from '../scenario/stages.ts';
import type { Annotation } from '../targets/annotation.ts';
import type { LabView, PlanView } from './view.ts';

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

/** More cannot be distinguished on five minutes of a curve. */
const maxAnnotations = 30;

function planViews(title: string, result: Result | undefined): PlanView[] {
  const { lines, executionMs } = result?.evidence.plan ?? {};
  if (!lines || executionMs === undefined) return [];
  return [
    {
      title: `${title}: ${formatMilliseconds(executionMs)}`,
      lines: lines.map((text) => ({ text, remark: remarkOn(text) ?? '' })),
    },
  ];
}

/** Since the last change. The learner's own variant can be at any stage. */
function isMeasured(stage: Stage | 'any', { results, annotations }: LabSnapshot): boolean {
  const changedAt = annotations.findLast(({ kind }) => kind === 'deployment' || kind === 'migration')?.at ?? '';
  return results.some((result) => (stage === 'any' || result.stage === stage) && result.startedAt > changedAt);
}

function describeNext(snapshot: LabSnapshot): LabView['next'] {
  const { variant, indexValid } = snapshot.running;
  const step = (sentence: string, verb?: string) => ({
    sentence,
    command: verb ? makeCommand(verb, snapshot.target) : '',
  });
  const running = lockHolder(snapshot.labFolder);
  if (running === 'lab') return step('make lab takes all the steps automatically. Watch the curves.');
  if (running === 'loadtest') return step('Users request the feed as fast as they get responses. Watch the curves.');
  if (running) return step(`make ${running} is running.`);
  if (!variant || indexValid === undefined) return step('Start what is missing:', 'up');
  if (variant === 'mine')
    return isMeasured('any', snapshot)
      ? step('See which fix holds, and by what evidence:', 'verify')
      : step('See what your variant does under load:', 'loadtest');
  const stage = stageOf({ variant, indexValid });
  if (!isMeasured(stage, snapshot)) return step('No load test since the last change. Run one:', 'loadtest');
  const [verb, purpose] = nextStep[stage];
  return step(`Next, ${purpose}:`, verb);
}

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
  const { withoutIndex, withIndex } = resultsByPlan(newest);
  return {
    state: describeRunning(snapshot.running),
    stages: stages.map(({ title }, index) => ({
      title,
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
    plans: [...planViews('Without the index', withoutIndex), ...planViews('With the index', withIndex)],
    annotations: withoutAbortedLoad(snapshot)
      .slice(-maxAnnotations)
      .map(({ at, ...annotation }) => ({ ...annotation, atMs: Date.parse(at) }))
      .filter(({ atMs }) => atMs >= snapshot.sinceMs),
  };
}
