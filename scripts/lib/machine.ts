import { arch, availableParallelism, cpus, totalmem, type } from 'node:os';
import { z } from 'zod';

/** What something was measured on. */
export const machineSchema = z.object({
  cores: z.number().int().nonnegative(),
  memoryBytes: z.number().int().nonnegative(),
  /** As the processor calls itself. Absent from older results, as is the system: runs are compared by size. */
  processor: z.string().optional(),
  /** Such as "Linux x64". */
  system: z.string().optional(),
});
export type Machine = z.infer<typeof machineSchema>;

export function thisMachine(): Machine {
  const processor = cpus()[0]?.model.trim();
  return {
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    ...(processor && processor !== 'unknown' && { processor }),
    system: `${type()} ${arch()}`,
  };
}
