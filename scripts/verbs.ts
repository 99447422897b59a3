import type { Command } from './command.ts';
import { applyFix } from './commands/apply-fix.ts';
import { applyIndex } from './commands/apply-index.ts';
import { compare } from './commands/compare.ts';
import { dev } from './commands/dev.ts';
import { down } from './commands/down.ts';
import { explain } from './commands/explain.ts';
import { guide } from './commands/guide.ts';
import { lab } from './commands/lab.ts';
import { loadtest } from './commands/loadtest.ts';
import { api, grafana, prometheus } from './commands/open.ts';
import { psql } from './commands/psql.ts';
import { reset } from './commands/reset.ts';
import { status } from './commands/status.ts';
import { up } from './commands/up.ts';
import { verify } from './commands/verify.ts';

/** Every verb, in the order in which a learner meets them. */
export const verbs: Command[] = [
  lab,
  guide,
  up,
  loadtest,
  applyFix,
  applyIndex,
  explain,
  verify,
  compare,
  status,
  reset,
  dev,
  psql,
  api,
  grafana,
  prometheus,
  down,
];
