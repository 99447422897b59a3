const maxLength = 200;
/** 128 plus the number of SIGBUS: the process used memory that is mapped but not there. */
const busError = 135;
const hugePages =
  'PostgreSQL does not get the huge pages or the memory that it asks for: set postgres.settings.huge_pages to "off", or reduce shared_buffers';

/** The message of the last error in a log; its last line if none looks like one. */
export function lastError(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim());
  const error = lines.findLast((line) => /\b(?:FATAL|PANIC|ERROR|Error|error)\b/.test(line)) ?? lines.at(-1) ?? '';
  const message = error.replace(/^.*?\b(?=(?:FATAL|PANIC|ERROR): )/, '').trim();
  return message.length > maxLength ? `${message.slice(0, maxLength)}...` : message;
}

/** What a container's log and exit code say about its end; '' if nothing. */
export function crashCause(log: string, exitCode: number | undefined): string {
  if (exitCode === busError || /could not map anonymous shared memory/.test(log)) return hugePages;
  return lastError(log);
}
