const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 12345.6 -> "12,346" */
export function formatCount(value: number): string {
  return grouped.format(value);
}

/** (1, 'feed') -> "1 feed"; (1234, 'feed') -> "1,234 feeds" */
export function formatCountOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** 1234 ms -> "1.2 s"; 90,000 ms -> "1 min 30 s" */
export function formatSeconds(milliseconds: number): string {
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** 0.4 -> "0.40 ms", 12.34 -> "12.3 ms", 1234 -> "1,234 ms" */
export function formatMilliseconds(milliseconds: number): string {
  const digits = milliseconds < 1 ? 2 : milliseconds < 100 ? 1 : 0;
  return `${milliseconds.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ms`;
}

/** A rate of 0..1 -> "99.95 %". Rounded down: 100 % means every request. */
export function formatPercent(rate: number): string {
  const hundredths = Math.floor(rate * 10_000 + 1e-9) / 100;
  return `${Number.isInteger(hundredths) ? hundredths : hundredths.toFixed(2)} %`;
}

/** 3,221,225,472 bytes -> "3.0 GiB" */
export function formatGibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** "2 cores, 24 GiB memory" */
export function formatMachineSize({ cores, memoryBytes }: { cores: number; memoryBytes: number }): string {
  return `${cores} cores, ${Math.round(memoryBytes / 2 ** 30)} GiB memory`;
}
