import { explainFeedText } from '../measure/explain-feed.ts';
import { explainPlan } from '../scenario/plan-remarks.ts';
import type { Command } from './command.ts';

export const explain: Command = {
  name: 'explain',
  summary: "The feed query's real plan, with notes on the lines that matter",
  lock: 'not needed',
  async run({ target, report }) {
    for (const line of explainPlan(await explainFeedText(target))) report.print(line);
  },
};
