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

/** What answered. */
export interface Running {
  /** The API's; undefined when it does not answer. */
  variant: Variant | undefined;
  /** Undefined when the database does not answer. */
  indexValid: boolean | undefined;
}

/** What was found in one look at the lab. */
export interface Look {
  running: Running;
  /** Where the lab runs: which commands to type. */
  target: string;
  labFolder: string;
  results: Result[];
  /** Oldest first. */
  annotations: Annotation[];
  /** Since when there are curves: what was done before has none to bend. */
  sinceMs: number;
}

/** More than these cannot be told apart on five minutes of a curve. */
const mostMarks = 30;

function planView(title: string, result: Result | undefined): PlanView[] {
  const { lines, executionMs } = result?.evidence.plan ?? {};
  if (!lines || executionMs === undefined) return [];
  return [
    {
      title: `${title}: ${formatMilliseconds(executionMs)}`,
      lines: lines.map((text) => ({ text, remark: remarkOn(text) ?? '' })),
    },
  ];
}

/** A stage has been measured when its newest result is younger than the last change of what runs; own code can be at any stage. */
function isMeasured(stage: Stage | 'any', { results, annotations }: Look): boolean {
  const changedAt = annotations.findLast(({ kind }) => kind === 'deployment' || kind === 'migration')?.at ?? '';
  return results.some((result) => (stage === 'any' || result.stage === stage) && result.startedAt > changedAt);
}

function nextOf(look: Look): LabView['next'] {
  const { variant, indexValid } = look.running;
  const say = (sentence: string, verb?: string) => ({
    sentence,
    command: verb ? makeCommand(verb, look.target) : '',
  });
  const verb = lockHolder(look.labFolder);
  if (verb === 'lab') return say('make lab takes all the steps by itself. Watch the curves bend.');
  if (verb === 'loadtest') return say('Users ask for the feed, as fast as they get answers. Watch the curves.');
  if (verb) return say(`make ${verb} is at work.`);
  if (!variant || indexValid === undefined) return say('Start what is missing:', 'up');
  if (variant === 'mine')
    return isMeasured('any', look)
      ? say('Hear which fix holds, by what evidence:', 'verify')
      : say('See what your variant does under load:', 'loadtest');
  const stage = stageOf({ variant, indexValid });
  if (!isMeasured(stage, look)) return say('No load test since the last change. Put users on it:', 'loadtest');
  const [next, purpose] = nextStep[stage];
  return say(`Next, ${purpose}:`, next);
}

/** A verb that was killed in the middle of its load has not marked the end: nobody asks any more. */
function withoutBrokenLoad({ annotations, labFolder }: Look): Annotation[] {
  return annotations.at(-1)?.kind === 'load-begins' && !lockHolder(labFolder) ? annotations.slice(0, -1) : annotations;
}

function stateOf({ variant, indexValid }: Running): string {
  if (indexValid === undefined) return 'PostgreSQL does not answer';
  return variant ? describeState({ variant, indexValid }) : 'The feed API does not answer';
}

/** Which stage is reached, counted from 0; -1 for none: the learner's own variant shows its stage only under load. */
function currentStage({ variant, indexValid }: Running): number {
  if (!variant || variant === 'mine' || indexValid === undefined) return -1;
  return stages.findIndex(({ stage }) => stage === stageOf({ variant, indexValid }));
}

/** Puts what was found into the words and tables of the page. */
export function labView(look: Look): LabView {
  const newest = newestByStage(look.results);
  const current = currentStage(look.running);
  const { withoutIndex, withIndex } = resultsByPlan(newest);
  return {
    state: stateOf(look.running),
    stages: stages.map(({ title }, index) => ({
      title,
      state: index > current ? 'ahead' : index === current ? 'now' : 'reached',
    })),
    next: nextOf(look),
    restart: makeCommand('up', look.target),
    results: {
      head: resultsHead,
      rows: resultRows(newest).map(({ cells, result }) => ({
        cells,
        atMs: Date.parse(result?.startedAt ?? '') || 0,
      })),
    },
    changes: whatChanged(newest),
    plans: [...planView('Without the index', withoutIndex), ...planView('With the index', withIndex)],
    annotations: withoutBrokenLoad(look)
      .slice(-mostMarks)
      .map(({ at, ...annotation }) => ({ ...annotation, atMs: Date.parse(at) }))
      .filter(({ atMs }) => atMs >= look.sinceMs),
  };
}
