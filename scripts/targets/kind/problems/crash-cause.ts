const maxLength = 200;
/** 128 plus the number of SIGBUS: the process accessed memory that is mapped but not available. */
const busError = 135;
const hugePages =
  'PostgreSQL cannot get the huge pages or the memory that it requests: set postgres.settings.huge_pages to "off", or reduce shared_buffers';

/** The message of the last error in a log; the last line if no line looks like an error. */
export function lastError(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim());
  const error = lines.findLast((line) => /\b(?:FATAL|PANIC|ERROR|Error|error)\b/.test(line)) ?? lines.at(-1) ?? '';
  const message = error.replace(/^.*?\b(?=(?:FATAL|PANIC|ERROR): )/, '').trim();
  return message.length > maxLength ? `${message.slice(0, maxLength)}...` : message;
}

/** Why a container ended, as far as its log and exit code show; '' if they show nothing. */
export function crashCause(log: string, exitCode: number | undefined): string {
  if (exitCode === busError || /could not map anonymous shared memory/.test(log)) return hugePages;
  return lastError(log);
}
