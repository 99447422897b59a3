import { prometheusAt } from '../prometheus.ts';
import { settings } from './context.ts';

/** The cluster's Prometheus, at its port on this machine. */
export const { ask, askRange, askSamples, read } = prometheusAt(`http://127.0.0.1:${settings.prometheusPort}`);
