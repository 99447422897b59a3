import { quietReport } from '../lib/report.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { requireRunning } from '../targets/running.ts';
import { checks } from '../verify/checks.ts';
import { judgementJson } from '../verify/judgement-json.ts';
import { printJudgement } from '../verify/print-judgement.ts';
import { holds, judge } from '../verify/verdict.ts';
import type { Command } from './command.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'Judge what runs from evidence: which fix holds, and what is wrong (STAGE=)',
  lock: 'held',
  flags: {
    hint: { summary: 'say more about the first failure; twice: where its solution is' },
    json: { summary: 'one JSON document instead of a table, for teachers and CI' },
  },
  async run(context) {
    const { target, settings, given } = context;
    const json = given.has('json');
    const report = json ? quietReport : context.report;
    await requireRunning(target);
    await annotateNow({ target, report }, { kind: 'load-begins', text: 'Verify begins', label: '' });
    // Loaded when it is needed: what makes load takes longer to load than most verbs do to run.
    const { gatherEvidence } = await import('../verify/gather.ts');
    const evidence = await gatherEvidence({ ...context, report, resultsFolder: settings.resultsFolder }).finally(() =>
      annotateNow({ target, report }, { kind: 'load-ends', text: 'Verify ends', label: '' }),
    );
    const judgement = judge(checks, evidence);
    const { stage } = settings;
    const held = stage === undefined || holds(stage, judgement.reached);
    if (json) console.log(judgementJson(judgement, evidence, { target: target.name, wanted: stage, holds: held }));
    else {
      printJudgement(judgement, report, given.get('hint')?.length ?? 0);
      if (stage) report.print(`STAGE=${stage} ${held ? 'holds' : 'does not hold'}.`);
    }
    if (!held) process.exitCode = 1;
  },
};
