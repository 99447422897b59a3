import { lockHolder } from '../lib/lock.ts';
import { makeCommand } from '../lib/report.ts';
import { praiseFor } from '../results/praise.ts';
import { stageOf } from '../scenario/stage-of.ts';
import { nextStep, type Stage } from '../scenario/stages.ts';
import type { LabSnapshot } from './lab-snapshot.ts';
import type { LabView } from './view.ts';

const whatCouldExplain = 'What could explain these curves? Once you have a hypothesis, see the evidence:';

const afterLoadTest: Record<Stage, string> = {
  broken: whatCouldExplain,
  pooled: whatCouldExplain,
  indexed: 'Put the stages side by side:',
};

/** Since the last change. The learner's own variant can be at any stage. */
function isMeasured(stage: Stage | 'any', { results, annotations }: LabSnapshot): boolean {
  const changedAt = annotations.findLast(({ kind }) => kind === 'deployment' || kind === 'migration')?.at ?? '';
  return results.some((result) => (stage === 'any' || result.stage === stage) && result.startedAt > changedAt);
}

/** Names a verb, and never the cause or the fix: those are for the reader to find. */
export function describeNext(snapshot: LabSnapshot): LabView['next'] {
  const { variant, indexValid } = snapshot.running;
  const step = (sentence: string, verb?: string, praise = '') => ({
    praise,
    sentence,
    command: verb ? makeCommand(verb, snapshot.target) : '',
  });
  const running = lockHolder(snapshot.labFolder);
  if (running === 'lab') return step('make lab goes through the whole story by itself. Watch the curves.');
  if (running === 'loadtest')
    return step('The users request the feed as fast as they get responses. Watch the curves.');
  if (running) return step(`make ${running} is running.`);
  if (!variant || indexValid === undefined) return step('Start what is missing:', 'up');
  if (variant === 'mine')
    return isMeasured('any', snapshot)
      ? step('Have the evidence checked:', 'verify', praiseFor(snapshot.results))
      : step('See how your own variant does under load:', 'loadtest');
  const stage = stageOf({ variant, indexValid });
  if (!isMeasured(stage, snapshot)) return step('See what 100 users get now:', 'loadtest');
  return step(afterLoadTest[stage], nextStep[stage][0], praiseFor(snapshot.results));
}
