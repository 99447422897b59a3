import { formatSeconds } from './format.ts';

/** The command that runs a verb on a target; `kind` is the default TARGET. */
export function makeCommand(verb: string, target: string): string {
  return target === 'kind' ? `make ${verb}` : `make ${verb} TARGET=${target}`;
}

/** The output of a verb: steps with progress in a terminal, plain lines in a log. */
export interface Report {
  /** Runs `work` under a title, which `progress` updates. Resolves to its result. */
  step<Result>(title: string, work: (progress: (text: string) => void) => Promise<Result>): Promise<Result>;
  print(text: string): void;
  /** Prints the command to run next. */
  next(verb: string, purpose: string): void;
}

const plainProgressIntervalMs = 5000;

async function terminalStep(title: string) {
  const startedAt = Date.now();
  // Loaded on demand, because verbs without steps or without a terminal do not need it.
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
  let printedAt = startedAt;
  console.log(`${title} ...`);
  return {
    progress: (text: string) => {
      if (Date.now() - printedAt < plainProgressIntervalMs) return;
      printedAt = Date.now();
      console.log(`  ${text}`);
    },
    done: () => console.log(`  done (${formatSeconds(Date.now() - startedAt)})`),
    failed: (how: string) => console.log(`  ${how}`),
  };
}

/** Reports to standard output. `target` is the target in the commands that next() prints. */
export function createReport(target: string): Report {
  // In a terminal with 0 columns (script, expect, docker exec), ora loops forever.
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

/** Prints nothing, for verbs whose output is read by another program. */
export const quietReport: Report = {
  step: (_title, work) => work(() => {}),
  print: () => {},
  next: () => {},
};
