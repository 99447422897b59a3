import { readFileSync } from 'node:fs';

const isLogLine = (line: string) => line.startsWith('{"');

/**
 * What a process said last: the message of its newest log line, or, when it ended with an uncaught error, the error's own line
 * and not the stack and the version that Node.js prints behind it.
 */
export function lastWords(logFile: string): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trim().split('\n');
    const last = lines.at(-1) ?? '';
    if (isLogLine(last)) return (JSON.parse(last) as { msg: string }).msg;
    const behindTheLog = lines.slice(lines.findLastIndex(isLogLine) + 1);
    return behindTheLog.find((line) => /^\w*Error\b/.test(line)) ?? last;
  } catch {
    return '(nothing)';
  }
}
