import type { Command } from '../command.ts';
import { annotatePlan } from '../lib/annotate-plan.ts';
import { explainFeedText } from '../lib/plan.ts';

export const explain: Command = {
  name: 'explain',
  summary: "Run the feed's query under EXPLAIN ANALYZE and point at the lines that matter",
  exclusive: false,
  async run({ target, report }) {
    for (const line of annotatePlan(await explainFeedText(target))) report.say(line);
  },
};
