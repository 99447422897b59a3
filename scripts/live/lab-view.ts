import { formatMilliseconds } from '../lib/format.ts';
import { verbAtWork } from '../lib/lock.ts';
import { makeCommand } from '../lib/make-command.ts';
import { remarkOn } from '../measure/annotate-plan.ts';
import type { Mark } from '../measure/mark.ts';
import { describeState, nextStep, type RunningState, type Stage, stageOf, stages } from '../measure/stage.ts';
import type { Result } from '../results/result.ts';
import { newestByStage, resultsHead, resultsRows, whatChanged } from '../results/results-table.ts';
import type { LabView, PlanView } from './view.ts';

/** What was found in one look at the lab. */
export interface Look {
  /** Absent when the API or the database does not answer. */
  state: Pick<RunningState, 'variant' | 'indexValid'> | undefined;
  labFolder: string;
  results: Result[];
  /** Oldest first. */
  marks: Mark[];
}

const target = 'local';

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

/** A stage has been measured when its newest result is younger than the last change of what runs. */
function isMeasured(stage: Stage, { results, marks }: Look): boolean {
  const changedAt = marks.findLast(({ kind }) => kind === 'deployment' || kind === 'migration')?.at ?? '';
  return results.some((result) => result.stage === stage && result.startedAt > changedAt);
}

function nextOf(look: Look): LabView['next'] {
  const say = (sentence: string, verb?: string) => ({ sentence, command: verb ? makeCommand(verb, target) : '' });
  const verb = verbAtWork(look.labFolder);
  if (verb === 'lab') return say('make lab takes all the steps by itself. Watch the curves bend.');
  if (verb === 'loadtest') return say('Users ask for the feed, as fast as they get answers. Watch the curves.');
  if (verb) return say(`make ${verb} is at work.`);
  if (!look.state) return say('The feed API does not answer. Start it:', 'up');
  if (look.state.variant === 'mine') return say('Your own variant runs. See what it does under load:', 'loadtest');
  const stage = stageOf(look.state);
  if (!isMeasured(stage, look))
    return say('Nobody has asked this stage for anything yet. Put users on it:', 'loadtest');
  const [next, purpose] = nextStep[stage];
  return say(`Next, ${purpose}:`, next);
}

/** A verb that was killed in the middle of its load has not marked the end: nobody asks any more. */
function withoutBrokenLoad({ marks, labFolder }: Look): Mark[] {
  return marks.at(-1)?.kind === 'load-begins' && !verbAtWork(labFolder) ? marks.slice(0, -1) : marks;
}

const measuredAtMs = (result: Result | undefined) => (result ? Date.parse(result.startedAt) : 0);

/** Puts what was found into the words and tables of the page. */
export function labView(look: Look): LabView {
  const newest = newestByStage(look.results);
  const { state } = look;
  const current = state ? stages.findIndex(({ stage }) => stage === stageOf(state)) : -1;
  return {
    state: state ? describeState(state) : 'The API does not answer',
    stages: stages.map(({ title }, index) => ({
      title,
      state: index > current ? 'ahead' : index === current ? 'now' : 'reached',
    })),
    next: nextOf(look),
    results: {
      head: resultsHead,
      rows: resultsRows(newest).map((cells, index) => ({
        cells,
        atMs: measuredAtMs(newest[stages[index]?.stage ?? 'broken']),
      })),
    },
    changes: whatChanged(newest),
    plans: [
      ...planView('Without the index', newest.pooled ?? newest.broken),
      ...planView('With the index', newest.indexed),
    ],
    marks: withoutBrokenLoad(look)
      .slice(-mostMarks)
      .map(({ at, ...mark }) => ({ ...mark, atMs: Date.parse(at) })),
  };
}
