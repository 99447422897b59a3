import type { AwkwardCase } from './awkward-case.ts';
import { awkwardOperators } from './awkward-operators.ts';
import { awkwardQuantiles } from './awkward-quantiles.ts';
import { awkwardRates } from './awkward-rates.ts';

/** Everything that is easily got wrong. Tests ask us, and where there is one, Prometheus. */
export const awkwardCases: AwkwardCase[] = [...awkwardRates, ...awkwardQuantiles, ...awkwardOperators];
