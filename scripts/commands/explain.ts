import type { Command } from '../command.ts';
import { annotatePlan } from '../lib/annotate-plan.ts';
import { explainFeedText } from '../lib/plan.ts';

export const explain: Command = {
  name: 'explain',
  summary: "The feed query's real plan, with the lines that matter pointed at",
  exclusive: false,
  async run({ target, report }) {
    for (const line of annotatePlan(await explainFeedText(target))) report.say(line);
  },
};
