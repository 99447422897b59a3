import { readTail } from './log-file.ts';

const isLogLine = (line: string) => line.startsWith('{"');

/**
 * The message of the last log line of a process. After an uncaught exception, the line of the
 * error, not the stack trace and the version that Node.js prints after it.
 */
export function lastMessage(logFile: string): string {
  try {
    const lines = readTail(logFile).trim().split('\n');
    const last = lines.at(-1) ?? '';
    if (isLogLine(last)) return (JSON.parse(last) as { msg: string }).msg;
    const afterTheLog = lines.slice(lines.findLastIndex(isLogLine) + 1);
    return afterTheLog.find((line) => /^\w*Error\b/.test(line)) ?? last;
  } catch {
    return '(none)';
  }
}
