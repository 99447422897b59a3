import { arch, availableParallelism, cpus, totalmem, type } from 'node:os';

/** What something was measured on. Results that are older than the last two have only the first two. */
export interface Machine {
  cores: number;
  memoryBytes: number;
  /** As the processor calls itself. */
  processor?: string | undefined;
  /** Such as "Linux x64". */
  system?: string | undefined;
}

export function thisMachine(): Machine {
  const processor = cpus()[0]?.model.trim();
  return {
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    ...(processor && processor !== 'unknown' && { processor }),
    system: `${type()} ${arch()}`,
  };
}
