import { formatSeconds } from './format.ts';
import { makeCommand } from './make-command.ts';

/** How verbs speak to people: steps with progress in a terminal, plain lines in a log. */
export interface Report {
  /** Runs `work` under a title; `progress` shows where it is. Resolves to what `work` resolves to. */
  step<Result>(title: string, work: (progress: (text: string) => void) => Promise<Result>): Promise<Result>;
  print(text: string): void;
  /** Which verb comes next. */
  next(verb: string, purpose: string): void;
}

/** In a log, a line each few seconds says as much as one each second. */
const plainProgressEveryMs = 5000;

async function terminalStep(title: string) {
  const startedAt = Date.now();
  // Not loaded where there is no terminal, nor by verbs without a step.
  const { default: ora } = await import('ora');
  const spinner = ora({ text: title, discardStdin: false, stream: process.stdout }).start();
  return {
    progress: (text: string) => {
      spinner.text = `${title}: ${text}`;
    },
    done: () => spinner.succeed(`${title} (${formatSeconds(Date.now() - startedAt)})`),
    failed: (how: string) => spinner.fail(`${title}: ${how}`),
  };
}

function plainStep(title: string) {
  const startedAt = Date.now();
  let saidAt = startedAt;
  console.log(`${title} ...`);
  return {
    progress: (text: string) => {
      if (Date.now() - saidAt < plainProgressEveryMs) return;
      saidAt = Date.now();
      console.log(`  ${text}`);
    },
    done: () => console.log(`  done (${formatSeconds(Date.now() - startedAt)})`),
    failed: (how: string) => console.log(`  ${how}`),
  };
}

/** Makes the report for this process's standard output; `target` is where the next verbs go. */
export function createReport(target: string): Report {
  // A terminal that says it is 0 columns wide (script, expect, docker exec) would keep ora counting lines for ever.
  const interactive = process.stdout.isTTY === true && process.stdout.columns > 0 && !process.env.CI;
  return {
    async step(title, work) {
      const shown = interactive ? await terminalStep(title) : plainStep(title);
      try {
        const result = await work(shown.progress);
        shown.done();
        return result;
      } catch (error) {
        shown.failed((error as Error).name === 'AbortError' ? 'interrupted' : 'failed');
        throw error;
      }
    },
    print: (text) => console.log(text),
    next: (verb, purpose) => console.log(`\nNext: ${makeCommand(verb, target)}   (${purpose})`),
  };
}

/** Says nothing: for a verb whose output is read by a program. */
export const quietReport: Report = {
  step: (_title, work) => work(() => {}),
  print: () => {},
  next: () => {},
};
