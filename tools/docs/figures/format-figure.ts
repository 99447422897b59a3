import { formatCount, formatMilliseconds } from '../../../scripts/lib/format.ts';
import { type Machine, shortProcessorName } from '../../../scripts/lib/machine.ts';

export type FigureValue = string | number | boolean | null;

const wordsOf = (name: string) => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

/** The unit is in the name: tcpMs, indexBytes, shareOfTime, successRate, requestsPerSecond. */
export function formatByName(name: string, value: FigureValue): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  const words = wordsOf(name);
  if (words.includes('ms')) return formatMilliseconds(value);
  if (words.includes('bytes')) return formatBytes(value);
  if (words.includes('share') || words.at(-1) === 'rate') return formatShare(value);
  return formatNumber(value);
}

/** The name without its unit: "p99Ms" -> "p99", "requestsPerSecond" -> "requests per second" */
export function titleOf(name: string): string {
  const words = wordsOf(name).filter((word) => word !== 'ms' && word !== 'bytes');
  return words.join(' ');
}

/** 512 -> "512 bytes", 229376 -> "224 KiB", 11534336 -> "11.0 MiB" */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${formatNumber(bytes)} bytes`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount < 100 && power > 1 ? amount.toFixed(1) : formatCount(amount)} ${['', 'KiB', 'MiB', 'GiB'][power]}`;
}

/** 0.4567 -> "46 %", 0.034 -> "3.4 %". For success rates, `formatPercent` never rounds up. */
function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent !== 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** 1774.3 -> "1,774", 1.7312 -> "1.73" */
function formatNumber(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 100
    ? formatCount(value)
    : value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** The larger number divided by the smaller: "9.2", "240". */
export function formatFactor(one: number, other: number): string {
  const factor = Math.max(one, other) / Math.min(one, other);
  return factor < 10 ? factor.toFixed(1) : formatCount(factor);
}

/** "2 cores of an AMD EPYC, 24 GiB memory, Linux" */
export function describeMachine({ cores, memoryBytes, processor, system }: Machine): string {
  const name = processor && shortProcessorName(processor);
  const model = name ? ` of ${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}` : '';
  const kernel = system?.split(' ')[0]?.replace('Darwin', 'macOS');
  return `${cores} cores${model}, ${Math.round(memoryBytes / 2 ** 30)} GiB memory${kernel ? `, ${kernel}` : ''}`;
}
