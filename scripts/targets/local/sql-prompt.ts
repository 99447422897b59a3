import { createInterface, type Interface } from 'node:readline';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { splitStatements } from './split-statements.ts';
import { openSqlSession } from './sql-session.ts';

const onlyQuit = 'This prompt runs SQL, and its only backslash command is \\q. For the others, you need psql.';

const isQuitWord = (line: string) => /^\s*(?:quit|exit)[\s;]*$/i.test(line);

const asText = (lines: string[]) => lines.map((line) => `${line}\n`).join('');

/** Empties the line that is being typed. */
function clearLine(readline: Interface): void {
  readline.write(null, { ctrl: true, name: 'e' });
  readline.write(null, { ctrl: true, name: 'u' });
}

/**
 * A simple SQL prompt for machines without psql. Its output is like psql's, and it reads from a
 * pipe, too.
 * @throws {LabError} `not_running` when the connection is lost
 */
export async function openSqlPrompt(databaseUrl: string): Promise<void> {
  const { stdin: input, stdout: output, stderr } = process;
  const isInteractive = input.isTTY === true;
  await withClient(databaseUrl, async (client) => {
    const session = await openSqlSession(client, (lines) => void stderr.write(asText(lines)));
    const run = async (statement: string) => void output.write(asText(await session.run(statement)));
    const readline = createInterface({ input, output, terminal: isInteractive });
    let unfinished = '';
    const ask = () => {
      if (!isInteractive) return;
      readline.setPrompt(`${client.database}${unfinished ? '->' : '=>'} `);
      readline.prompt();
    };
    readline.on('SIGINT', () => {
      if (session.isBusy()) return void withClient(databaseUrl, session.cancel).catch(() => {});
      unfinished = '';
      clearLine(readline);
      output.write('\n');
      ask();
    });
    try {
      ask();
      for await (const line of readline) {
        if (unfinished === '' && isQuitWord(line)) return;
        const { statements, rest, command } = splitStatements(`${unfinished}${line}\n`);
        unfinished = rest && command ? `${rest}\n` : rest;
        for (const statement of statements) await run(statement);
        if (command && /^\\q\b/.test(command)) return;
        if (command) stderr.write(`${onlyQuit}\n`);
        ask();
      }
      // psql, too, runs the last lines of a pipe without a semicolon.
      if (isInteractive) output.write('\n');
      else if (unfinished) await run(unfinished);
    } finally {
      readline.close();
    }
  });
}
