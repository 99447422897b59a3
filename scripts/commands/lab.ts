import { LabError } from '../lib/lab-error.ts';
import { makeCommand } from '../lib/report.ts';
import { measureStage } from '../measure/measure-stage.ts';
import { checkStory, type StoryFinding } from '../results/check-story.ts';
import { describeSharedConditions } from '../results/conditions.ts';
import { describeEvidence } from '../results/explain-result.ts';
import { whatHeldConnections } from '../results/held-connections.ts';
import { writeReport } from '../results/report/write-report.ts';
import type { Result } from '../results/result.ts';
import { describeResult } from '../results/result-text.ts';
import { prepareResultsFolder, writeResult } from '../results/results-folder.ts';
import { formatResultsTable } from '../results/results-table.ts';
import { whatChanged } from '../results/what-changed.ts';
import { type Stage, stages } from '../scenario/stages.ts';
import { reliableSuccessRate, storyUsers } from '../scenario/story.ts';
import { loadVariables, startVariables } from '../settings/variable-uses.ts';
import { isAnythingRunning } from '../targets/running.ts';
import { deployVariant, migrateSchema } from './change-stage.ts';
import type { Command, CommandContext } from './command.ts';
import { restoreLabSchema } from './restore-lab-schema.ts';
import { noOpenFlag, showLivePage } from './show-live-page.ts';

/** How each stage is reached from the previous one. */
const steps: Record<Stage, { description: string; take: (context: CommandContext) => Promise<void> }> = {
  broken: {
    description: 'The feed as it was launched: each request opens a connection of its own.',
    take: (context) => deployVariant(context, 'broken'),
  },
  pooled: {
    description: 'Fix 1: one pool of ten connections, shared by all requests.',
    take: (context) => deployVariant(context, 'fixed'),
  },
  indexed: {
    description: 'Fix 2: an index on posts.created_at. No code changes.',
    take: (context) => migrateSchema(context, 2),
  },
};

/** Measures the three stages, and prints for each whether the numbers are as the story expects. */
async function measureStages(context: CommandContext): Promise<Partial<Record<Stage, Result>>> {
  const { settings, report } = context;
  const { users, durationSeconds, ratePerSecond } = settings;
  const results: Partial<Record<Stage, Result>> = {};
  for (const [index, { stage, title }] of stages.entries()) {
    const { description, take } = steps[stage];
    report.print(`\n${index + 1} of ${stages.length}: ${title}\n${description}`);
    await take(context);
    const result = await measureStage(context, { users, durationSeconds, ratePerSecond });
    results[stage] = result;
    report.print(describeResult(result));
    report.print(describeEvidence(result));
    writeResult(settings.resultsFolder, result);
    for (const finding of checkStory(results)) if (finding.stage === stage) report.print(describe(finding));
  }
  return results;
}

function describe({ expected, measured, holds }: StoryFinding): string {
  return `${holds ? 'as expected' : 'NOT AS EXPECTED'}: ${expected}; measured: ${measured}`;
}

/** What could help: the faults can be too small to show, or the queries too slow. */
const whatToChange = ({ pooled }: Partial<Record<Stage, Result>>): string =>
  pooled && pooled.successRate < reliableSuccessRate && whatHeldConnections(pooled) === 'queries'
    ? 'Fewer posts (POSTS=) make the queries shorter.'
    : 'Larger values of POSTS= and SCRAM_ITERATIONS= make the two faults more expensive.';

/** @throws {LabError} `story_not_shown` */
function requireStory(results: Partial<Record<Stage, Result>>): void {
  const unexpected = checkStory(results).filter(({ holds }) => !holds);
  if (unexpected.length === 0) return;
  throw new LabError(
    'story_not_shown',
    `This time, the numbers on this machine do not show what they should:\n${unexpected.map(describe).join('\n')}`,
    `Make sure that nothing else keeps the machine busy, and run it again. ${whatToChange(results)}`,
  );
}

export const lab: Command = {
  name: 'lab',
  target: 'local',
  summary: 'The whole story on this machine: break it, fix it twice, measure each stage (2 to 4 minutes)',
  lock: 'held',
  uses: [...startVariables, ...loadVariables],
  flags: { keep: { summary: 'leave the lab running at the end' }, ...noOpenFlag },
  async run(context) {
    const { target, settings, report, signal, given } = context;
    let keep = false;
    prepareResultsFolder(settings.resultsFolder);
    try {
      report.print(
        `A feed API under ${storyUsers} users: first it fails, then it is reliable, then it is fast. Every number below is measured here and now.\n`,
      );
      const ranBefore = await isAnythingRunning(target);
      if (ranBefore)
        report.print('The lab is already running. The story starts again now, and everything stops at the end.\n');
      await target.start(report, signal);
      await showLivePage(context, { isNew: !ranBefore });
      await restoreLabSchema(context);
      await report.step('Go back to the beginning (migration 1)', (progress) =>
        target.migrate(1, report, signal, progress),
      );
      const tuning = await target.tune?.(report, signal);
      for (const reason of tuning?.reasons ?? []) report.print(`  ${reason}`);
      const results = await measureStages(context);

      report.print(`\n${formatResultsTable(results)}`);
      report.print(`Measured on: ${describeSharedConditions(results)}`);
      for (const line of whatChanged(results)) report.print(line);
      report.print(
        `The report, with charts, to open in a browser: ${await writeReport(settings.resultsFolder, results)}`,
      );
      report.print(
        `Kept in ${settings.resultsFolder}; \`${makeCommand('compare', target.name)}\` shows the table again.\n`,
      );
      requireStory(results);
      keep = given.has('keep');
      if (!keep)
        await report.step('Go back to the beginning, for next time (migration 1)', (progress) =>
          target.migrate(1, report, signal, progress),
        );
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'blocked')) throw error;
      // The advice to end the session comes too late: PostgreSQL is stopped now.
      throw new LabError('blocked', error.message, 'That session ended when the lab was stopped. Run the verb again.');
    } finally {
      if (!keep && (await isAnythingRunning(target))) await target.stop(report);
    }
    if (keep) report.next('status', 'the lab is still running; down stops it');
    else report.next('up', 'take the same steps yourself, and look at the plan with explain');
  },
};
