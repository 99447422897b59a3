import { readTail } from './log-file.ts';

const isLogLine = (line: string) => line.startsWith('{"');

/** pino's number for `fatal`: the API ends after a line of this level. */
const fatalLevel = 60;

function readLines(logFile: string): string[] {
  try {
    return readTail(logFile).trim().split('\n');
  } catch {
    return [];
  }
}

/**
 * The message of the last log line of a process. After an uncaught exception, the line of the
 * error, not the stack trace and the version that Node.js prints after it.
 */
export function lastMessage(logFile: string): string {
  const lines = readLines(logFile);
  const last = lines.at(-1) ?? '(none)';
  const logged = parseLine(last);
  if (logged) return logged.msg;
  const afterTheLog = lines.slice(lines.findLastIndex(isLogLine) + 1);
  return afterTheLog.find((line) => /^\w*Error\b/.test(line)) ?? last;
}

/** Why a process has ended, as far as its log says. A killed process could not log a reason. */
export function describeEnd(logFile: string): string {
  const logged = parseLine(readLines(logFile).at(-1) ?? '');
  return logged && logged.level < fatalLevel
    ? `it ended without a message, as when it is killed; log: ${logFile}`
    : `last log message: ${lastMessage(logFile)} (${logFile})`;
}

function parseLine(line: string): { level: number; msg: string } | undefined {
  try {
    return isLogLine(line) ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}
