import { quietReport } from '../lib/report.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { requireRunning } from '../targets/running.ts';
import { withVerifyNote } from '../verify/interrupted-verify.ts';
import { printVerification, verificationJson } from '../verify/print-verification.ts';
import { evaluateChecks, stageHolds } from '../verify/verification.ts';
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
    const { target, settings, given } = context;
    const json = given.has('json');
    const report = json ? quietReport : context.report;
    await requireRunning(target);
    await annotateNow({ target, report }, { kind: 'load-begins', text: 'Verify begins', label: '' });
    // Imported only here: autocannon takes longer to load than most verbs take to run.
    const { gatherEvidence } = await import('../verify/gather-evidence.ts');
    const evidence = await withVerifyNote(settings.labFolder, target.name, () =>
      gatherEvidence({ ...context, report, resultsFolder: settings.resultsFolder }),
    ).finally(() => annotateNow({ target, report }, { kind: 'load-ends', text: 'Verify ends', label: '' }));
    const verification = evaluateChecks(evidence);
    const { stage: wanted } = settings;
    const holds = wanted === undefined || stageHolds(wanted, verification.reached);
    if (json) console.log(verificationJson(verification, evidence, { target: target.name, wanted, holds }));
    else {
      printVerification(verification, report, given.get('hint')?.length ?? 0);
      if (wanted) report.print(`STAGE=${wanted} ${holds ? 'holds' : 'does not hold'}.`);
    }
    if (!holds) process.exitCode = 1;
  },
};
