import type { Command } from '../command.ts';
import { annotatePlan } from '../measure/annotate-plan.ts';
import { explainFeedText } from '../measure/plan.ts';

export const explain: Command = {
  name: 'explain',
  summary: "The feed query's real plan, with the lines that matter pointed at",
  lock: 'not needed',
  async run({ target, report }) {
    for (const line of annotatePlan(await explainFeedText(target))) report.say(line);
  },
};
