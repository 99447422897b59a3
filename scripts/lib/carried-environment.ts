import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Node.js prints it, because not every `env` can end an entry with a byte no variable contains. */
const saveEnvironment = 'require("node:fs").writeFileSync(process.argv[1], JSON.stringify(process.env))';

/** Makes consecutive shells act as one terminal: exported variables and PWD carry over. */
export function carryEnvironment(start: NodeJS.ProcessEnv) {
  let environment = start;
  return {
    /** Passes `runShell` the shell's arguments for `commands`, which stop at the first failure. */
    async run<Result>(
      commands: string,
      runShell: (shellArgs: string[], environment: NodeJS.ProcessEnv) => Promise<Result>,
    ): Promise<Result> {
      const folder = mkdtempSync(join(tmpdir(), 'feed-lab-shell-'));
      const file = join(folder, 'environment.json');
      try {
        const script = `${commands}\n"$1" -e '${saveEnvironment}' "$2"`;
        const result = await runShell(['-e', '-c', script, 'sh', process.execPath, file], environment);
        // Absent when a line failed or left the shell.
        if (existsSync(file)) environment = JSON.parse(readFileSync(file, 'utf8'));
        return result;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
