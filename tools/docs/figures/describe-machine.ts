import type { Machine } from '../../../scripts/lib/machine.ts';

/** What a processor calls itself, without what says nothing to a reader: "Intel(R) Xeon(R) Processor @ 2.20GHz" -> "Intel Xeon". */
function shortName(processor: string): string {
  return processor
    .replace(/\((R|TM)\)/gi, '')
    .replace(/ @.*/, '')
    .replace(/\b(\d+-Core )?Processor\b|\bCPU\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** "2 cores of an AMD EPYC, 24 GiB memory, Linux" */
export function describeMachine({ cores, memoryBytes, processor, system }: Machine): string {
  const name = processor && shortName(processor);
  const of = name ? ` of ${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}` : '';
  const kernel = system?.split(' ')[0]?.replace('Darwin', 'macOS');
  return `${cores} cores${of}, ${Math.round(memoryBytes / 2 ** 30)} GiB memory${kernel ? `, ${kernel}` : ''}`;
}
