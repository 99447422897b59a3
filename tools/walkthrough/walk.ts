import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSeconds } from '../../scripts/lib/format.ts';
import type { TargetName } from '../../scripts/walkthrough/page.ts';
import type { NamedPage } from '../../scripts/walkthrough/pages.ts';
import type { PortMap } from '../../scripts/walkthrough/ports.ts';
import { type Block, type RanBlock, stepsOf } from './block.ts';
import { checkBlock } from './check-block.ts';
import type { Shell } from './shell.ts';

export interface RanStep {
  commands: string;
  output: string;
  tookMs: number;
}

export interface Walk {
  target: TargetName;
  pages: NamedPage[];
  /** What is written where a page says that it is the learner's turn, by file. */
  solutions: ReadonlyMap<string, string>;
  /** The checkout that is walked in. */
  folder: string;
  shell: Shell;
  ports: PortMap;
  signal: AbortSignal;
  /** Where progress is written. */
  write(text: string): void;
  /** Why a block is not run here; undefined when it is. */
  skip?(block: Block): string | undefined;
  /** Awaited before and after each step of a block. */
  before?(step: string): Promise<void>;
  after?(step: RanStep): Promise<void>;
}

/** A step that takes longer hangs. */
const stepTimeoutMs = 15 * 60_000;
/** Where a reader has the lab, in what is kept of a walk: ours is a temporary folder. */
const readersFolder = '/home/you/feed-lab';

const onOneLine = (commands: string) => commands.split('\n').join('; ');

/**
 * Does what the pages say, in their order, as a learner would.
 * @throws {LabError} `page_fails` at the first block that fails or prints something else
 */
export async function runWalk(walk: Walk): Promise<RanBlock[]> {
  const done: RanBlock[] = [];
  for (const page of walk.pages)
    for (const part of page.parts) {
      const place = `${page.file}:${part.line}`;
      if (part.kind === 'your-turn') takeTurn(walk, place, part.file);
      if (part.kind !== 'run' || !part.targets.includes(walk.target)) continue;
      const block = { ...part, page: page.file };
      const reason = walk.skip?.(block);
      if (reason) walk.write(`${place}  ${onOneLine(part.commands)}: not run, ${reason}\n`);
      else done.push(await runBlock(walk, place, block));
    }
  return done;
}

function takeTurn({ solutions, folder, write }: Walk, place: string, file: string): void {
  const solution = solutions.get(file);
  if (solution === undefined) throw new Error(`${place}: solutions.md has no fence with file=${file}`);
  writeFileSync(join(folder, file), solution);
  write(`${place}  ${file}, as in solutions.md\n`);
}

async function runBlock(walk: Walk, place: string, block: Block): Promise<RanBlock> {
  let code: number | null = 0;
  let output = '';
  for (const commands of stepsOf(block)) {
    await walk.before?.(commands);
    const ran = await runStep(walk, place, commands);
    code = ran.code;
    output += ran.output;
    if (code !== 0) break;
    await walk.after?.({ commands, ...ran });
  }
  checkBlock(block, { code, output });
  return { block, output };
}

async function runStep({ ports, shell, signal, folder, write }: Walk, place: string, commands: string) {
  const startedAt = Date.now();
  write(`${place}  ${onOneLine(commands)} ... `);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(stepTimeoutMs)]);
  const { code, output } = await shell.run(ports.toOwn(commands), limited);
  const tookMs = Date.now() - startedAt;
  write(`${formatSeconds(tookMs)}\n`);
  signal.throwIfAborted();
  return { code, output: ports.toUsual(output).replaceAll(folder, readersFolder), tookMs };
}
