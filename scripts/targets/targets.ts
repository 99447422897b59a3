import type { Settings } from '../lib/settings.ts';
import { kindTarget } from './kind.ts';
import { localTarget } from './local.ts';
import type { Target } from './target.ts';

/** The places a lab can run in, by the name that TARGET= gives. */
export const targets: Record<Settings['target'], (settings: Settings) => Target> = {
  local: localTarget,
  kind: kindTarget,
};
