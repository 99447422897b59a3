import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSeconds } from '../../scripts/lib/format.ts';
import type { TargetName } from '../../scripts/settings/variables.ts';
import type { CommandBlock } from '../../scripts/walkthrough/page.ts';
import type { NamedPage, Solution } from '../../scripts/walkthrough/pages.ts';
import type { PortMap } from '../../scripts/walkthrough/ports.ts';
import type { Shell } from '../../scripts/walkthrough/shell.ts';
import { requireNothingGivenAway } from '../sandbox/given-away.ts';
import { checkBlock } from './check-block.ts';
import type { RecordedBlock } from './transcript.ts';

export interface Walk {
  target: TargetName;
  pages: NamedPage[];
  /** The solutions by file, to write where it is the learner's turn. */
  solutions: ReadonlyMap<string, Solution>;
  /** The copy of the checkout in which commands run. */
  folder: string;
  shell: Shell;
  ports: PortMap;
  signal: AbortSignal;
  /** Where progress is written. */
  write(text: string): void;
  /** The reason not to run a block; undefined to run it. */
  skip?(block: CommandBlock): string | undefined;
  /** Awaited before and after each step of a block. */
  before?(step: string): Promise<void>;
  after?(step: { commands: string; output: string }): Promise<void>;
}

const stepTimeoutMs = 15 * 60_000;
/** Recorded instead of the temporary folder. */
const readersFolder = '/home/you/feed-lab';

const onOneLine = (commands: string) => commands.split('\n').join('; ');

export const isLoadTest = (line: string) => /^(\w+=\S+ )*make loadtest\b/.test(line);

/** Splits commands so that each load test is a step of its own. */
function splitAtLoadTests(commands: string): string[] {
  const steps: string[] = [];
  for (const line of commands.split('\n')) {
    const last = steps.at(-1);
    if (last === undefined || isLoadTest(line) || isLoadTest(last)) steps.push(line);
    else steps[steps.length - 1] = `${last}\n${line}`;
  }
  return steps;
}

/**
 * Runs the commands of the pages in order, as a learner would.
 * @throws {LabError} `page_fails` at the first block that fails, prints something else, or names a
 * cause before learners ask for it
 */
export async function runWalk(walk: Walk): Promise<RecordedBlock[]> {
  const done: RecordedBlock[] = [];
  for (const { file: page, parts } of walk.pages)
    for (const part of parts) {
      const place = `${page}:${part.line}`;
      if (!part.targets.includes(walk.target)) continue;
      if (part.kind === 'your-turn') writeSolution(walk, place, part.file);
      if (part.kind !== 'commands') continue;
      const { commands } = part;
      const reason = walk.skip?.(part);
      if (reason) walk.write(`${place}  ${onOneLine(commands)}: not run, ${reason}\n`);
      else done.push({ page, commands, output: await runBlock(walk, place, part) });
    }
  return done;
}

function writeSolution({ solutions, folder, write }: Walk, place: string, file: string): void {
  const solution = solutions.get(file);
  if (!solution) throw new Error(`${place}: solutions.md has no fence with file=${file}`);
  writeFileSync(join(folder, file), solution.code);
  write(`${place}  ${file}, as in solutions.md\n`);
}

/** Resolves to what the block printed. */
async function runBlock(walk: Walk, place: string, block: CommandBlock): Promise<string> {
  let code: number | null = 0;
  let output = '';
  for (const commands of splitAtLoadTests(block.commands)) {
    await walk.before?.(commands);
    const step = await runStep(walk, place, commands);
    code = step.code;
    output += step.output;
    if (code !== 0) break;
    requireNothingGivenAway(place, step);
    await walk.after?.(step);
  }
  checkBlock(place, block, { code, output });
  return output;
}

async function runStep({ ports, shell, signal, folder, write }: Walk, place: string, commands: string) {
  write(`${place}  ${onOneLine(commands)} ... `);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(stepTimeoutMs)]);
  const { code, output, tookMs } = await shell.run(ports.toOwn(commands), limited);
  write(`${formatSeconds(tookMs)}\n`);
  signal.throwIfAborted();
  return { commands, code, output: ports.toDefault(output).replaceAll(folder, readersFolder) };
}
