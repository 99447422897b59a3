import type { Command } from '../command.ts';
import { measureStage } from '../measure/measure-stage.ts';
import { nextStep } from '../measure/stage.ts';
import { writeResult } from '../results/result.ts';
import { describeResult } from '../results/result-text.ts';

export const loadtest: Command = {
  name: 'loadtest',
  summary: '100 users ask for /feed for 30 s (USERS= DURATION= RATE=)',
  lock: 'held',
  async run({ target, settings, report, signal }) {
    const { users, durationSeconds, ratePerSecond } = settings;
    const result = await measureStage(target, { users, durationSeconds, ratePerSecond }, report, signal);
    const file = writeResult(settings.resultsFolder, result);
    report.say(describeResult(result));
    report.say(`Kept in ${file}`);
    report.next(...nextStep[result.stage]);
  },
};
