import { arch, availableParallelism, cpus, totalmem, type } from 'node:os';
import { z } from 'zod';
import { formatMachineSize } from './format.ts';
import { shortText } from './text-schemas.ts';

/** The machine on which something was measured. */
export const machineSchema = z.object({
  cores: z.number().int().nonnegative(),
  memoryBytes: z.number().int().nonnegative(),
  /** The model name. Older results have neither this nor `system`. */
  processor: shortText.optional(),
  /** Such as "Linux x64". */
  system: shortText.optional(),
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

/** The size of `machine`, then the platform and processor of this machine. */
export function formatMachine(machine: Machine): string {
  const { processor } = thisMachine();
  return `${formatMachineSize(machine)}, ${process.platform} ${process.arch}${processor ? `, ${processor}` : ''}`;
}

/** "Intel(R) Xeon(R) Processor @ 2.20GHz" -> "Intel Xeon" */
export function shortProcessorName(processor: string): string {
  return processor
    .replace(/\((R|TM)\)/gi, '')
    .replace(/ @.*/, '')
    .replace(/\b(\d+-Core )?Processor\b|\bCPU\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
