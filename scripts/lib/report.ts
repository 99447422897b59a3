import type { Ora } from 'ora';
import { formatSeconds } from './format.ts';

/** The command that runs a verb on a target; `kind` is the default TARGET. */
export function makeCommand(verb: string, target: string): string {
  return target === 'kind' ? `make ${verb}` : `make ${verb} TARGET=${target}`;
}

/** A text for any target, with its commands, such as `make psql`, for this one. */
export function addressCommands(text: string, target: string): string {
  return text.replace(/`make ([a-z-]+)`/g, (_command, verb) => `\`${makeCommand(verb, target)}\``);
}

/** In columns; undefined if the output goes to a file or a pipe, where lines are not wrapped. */
export function terminalWidth(): number | undefined {
  // A terminal created by script, expect or docker exec may have 0 columns.
  return (process.stdout.isTTY && process.stdout.columns) || undefined;
}

/** The output of a verb: steps with progress in a terminal, plain lines in a log. */
export interface Report {
  /**
   * Runs `work` under a title, which `progress` updates; '' restores it. Resolves to the result of
   * `work`. Steps can run at the same time.
   */
  step<Result>(title: string, work: (progress: (text: string) => void) => Promise<Result>): Promise<Result>;
  print(text: string): void;
  /** Prints the command to run next. */
  next(verb: string, purpose: string): void;
}

const plainProgressIntervalMs = 5000;
const elapsedShownAfterMs = 2000;

/** A step that is being reported. Several can run at the same time. */
interface ShownStep {
  progress(text: string): void;
  done(): void;
  failed(how: string): void;
}

/** All running steps in one spinner, which has a line for each: ora supports only one at a time. */
function terminalSteps() {
  const running: { title: string; text: string; startedAt: number }[] = [];
  let spinner: Ora | undefined;
  let refresh: NodeJS.Timeout | undefined;

  function describe({ title, text, startedAt }: (typeof running)[number]): string {
    if (text) return `${title}: ${text}`;
    const elapsedMs = Date.now() - startedAt;
    return elapsedMs < elapsedShownAfterMs ? title : `${title} (${Math.round(elapsedMs / 1000)} s)`;
  }
  const describeAll = () => running.map(describe).join('\n  ');
  function draw(): void {
    if (spinner) spinner.text = describeAll();
  }

  return async (title: string): Promise<ShownStep> => {
    // Loaded on demand, because verbs without steps or without a terminal do not need it.
    const { default: ora } = await import('ora');
    const step = { title, text: '', startedAt: Date.now() };
    running.push(step);
    spinner ??= ora({ discardStdin: false, stream: process.stdout });
    spinner.start(describeAll());
    refresh ??= setInterval(draw, 1000).unref();
    function end(persist: () => void): void {
      running.splice(running.indexOf(step), 1);
      persist();
      if (running.length > 0) spinner?.start(describeAll());
      else {
        clearInterval(refresh);
        refresh = undefined;
      }
    }
    return {
      progress(text) {
        step.text = text;
        draw();
      },
      done: () => end(() => spinner?.succeed(`${title} (${formatSeconds(Date.now() - step.startedAt)})`)),
      failed: (how) => end(() => spinner?.fail(`${title}: ${how}`)),
    };
  };
}

/** Lines for a log. While steps run at the same time, each line starts with the step's title. */
function plainSteps() {
  const running = new Set<{ overlaps: boolean }>();

  return async (title: string): Promise<ShownStep> => {
    const startedAt = Date.now();
    let printedAt = startedAt;
    const step = { overlaps: running.size > 0 };
    for (const other of running) other.overlaps = true;
    running.add(step);
    console.log(`${title} ...`);
    const print = (text: string) => console.log(step.overlaps ? `${title}: ${text}` : `  ${text}`);
    function end(text: string): void {
      running.delete(step);
      print(text);
    }
    return {
      progress(text) {
        if (!text || Date.now() - printedAt < plainProgressIntervalMs) return;
        printedAt = Date.now();
        print(text);
      },
      done: () => end(`done (${formatSeconds(Date.now() - startedAt)})`),
      failed: end,
    };
  };
}

/** Reports to standard output. `target` is the target in the commands that next() prints. */
export function createReport(target: string): Report {
  // Without a width, ora loops forever.
  const interactive = terminalWidth() !== undefined && !process.env.CI;
  const show = interactive ? terminalSteps() : plainSteps();
  return {
    async step(title, work) {
      const shown = await show(title);
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
