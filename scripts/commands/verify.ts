import { quietReport } from '../lib/report.ts';
import { printVerification, verificationJson } from '../verify/print-verification.ts';
import { stageHolds } from '../verify/verification.ts';
import type { Command } from './command.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'Judge the running lab by evidence: which fix holds, and what is wrong (STAGE=)',
  lock: 'held',
  uses: ['STAGE', 'RESULTS_FOLDER'],
  flags: {
    hint: { summary: 'print a more specific hint for the first failure; twice: where its solution is' },
    json: { summary: 'one JSON document instead of a table, for teachers and CI' },
  },
  async run(context) {
    const { target, settings, given, signal } = context;
    const json = given.has('json');
    const report = json ? quietReport : context.report;
    // Imported only here: zod and its schemas take longer to load than most verbs take to run.
    const { judge } = await import('../verify/judge.ts');
    const { resultsFolder, labFolder } = settings;
    const { verification, judged, left } = await judge({ target, report, signal, resultsFolder, labFolder });
    const { stage: wanted } = settings;
    const holds = wanted === undefined || stageHolds(wanted, verification.reached);
    if (json) console.log(verificationJson(verification, judged, { target: target.name, wanted, holds, left }));
    else {
      const level = given.get('hint')?.length ?? 0;
      printVerification(verification, { target: target.name, left, level }, report);
      if (wanted) report.print(`STAGE=${wanted} ${holds ? 'holds' : 'does not hold'}.`);
    }
    if (!holds) process.exitCode = 1;
  },
};
