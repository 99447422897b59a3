import type { Settings } from '../../lib/settings.ts';
import type { Mark } from '../../measure/mark.ts';

/** Keeps a mark in the cluster's Grafana, as an annotation. */
export async function annotate(_settings: Settings, _mark: Mark): Promise<void> {}
