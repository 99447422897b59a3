import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What shells hand on to each other, as if they were one terminal that stays open: what is exported, and in PWD where somebody went. */
export interface CarriedEnvironment {
  /** Runs `work` with the environment, and with a shell's words for these lines up to the first that fails; keeps what they leave. */
  hand<Result>(
    commands: string,
    work: (shellWords: string[], environment: NodeJS.ProcessEnv) => Promise<Result>,
  ): Promise<Result>;
}

/** By Node.js, as not every `env` can end a variable with something that no variable holds. */
const writeDown = 'require("node:fs").writeFileSync(process.argv[1], JSON.stringify(process.env))';

export function carryEnvironment(start: NodeJS.ProcessEnv): CarriedEnvironment {
  let environment = start;
  return {
    async hand(commands, work) {
      const kept = mkdtempSync(join(tmpdir(), 'feed-lab-shell-'));
      const file = join(kept, 'environment.json');
      try {
        const script = `${commands}\n"$1" -e '${writeDown}' "$2"`;
        const result = await work(['-e', '-c', script, 'sh', process.execPath, file], environment);
        // Absent when a line failed, or left the shell by itself.
        if (existsSync(file)) environment = JSON.parse(readFileSync(file, 'utf8'));
        return result;
      } finally {
        rmSync(kept, { recursive: true, force: true });
      }
    },
  };
}
