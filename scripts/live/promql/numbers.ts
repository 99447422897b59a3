import { type Syntax, unsupported } from './syntax.ts';

const unitSeconds: Record<string, number> = {
  y: 365 * 86_400,
  w: 7 * 86_400,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
};

const sumOfUnits = (text: string): number =>
  [...text.matchAll(/(\d+)(ms|[ywdhms])/g)].reduce(
    (seconds, [, count, unit = 's']) => seconds + Number(count) * (unitSeconds[unit] ?? Number.NaN),
    0,
  );

/** Since Prometheus 3 a duration is a number of seconds, wherever either stands ("Float literals and time durations"). */
export function parseNumber(literal: Syntax): number {
  const text = literal.text.toLowerCase().replaceAll('_', '');
  const sign = text.startsWith('-') ? -1 : 1;
  const size = text.replace(/^[-+]\s*/, '');
  if (size === 'inf') return sign * Number.POSITIVE_INFINITY;
  if (size === 'nan') return Number.NaN;
  const number = Number(size);
  return sign * (Number.isNaN(number) ? sumOfUnits(size) : number);
}

/** The time of a range or an offset: 4s, 300, -1m; not what has to be computed. */
export function parseDurationMs(duration: Syntax): number {
  if (!/^-?\s*[\d.][\w.]*$/.test(duration.text)) throw unsupported(duration, 'the live page cannot compute durations');
  return Math.round(parseNumber(duration) * 1000);
}
