import { loadavg } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { readJson } from '../lib/files.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { storyUsers } from '../scenario/story.ts';
import type { ExperimentContext, ExperimentRow } from './experiment.ts';
import type { ComparisonPlan, RoundPlan } from './interleaved-rounds.ts';

const packages = ['express', 'fastify', 'pg', 'prom-client', 'autocannon'];

function versionOf(name: string): string {
  const file = join(projectFolder, 'node_modules', name, 'package.json');
  const read = readJson(file, z.object({ version: z.string() }));
  if ('problem' in read) throw new Error(`${file}: ${read.problem}`);
  return read.value.version;
}

/** Under which conditions servers are compared. Called before the first round. */
export async function readConditions(
  { server }: ExperimentContext,
  plan: RoundPlan | ComparisonPlan,
): Promise<ExperimentRow[]> {
  const postgres = await withClient(server.apiUrl, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? null;
  });
  const conditions: ExperimentRow = {
    rounds: plan.rounds,
    ...('roundsPerStart' in plan && { 'rounds between restarts': plan.roundsPerStart }),
    'seconds of warm-up': plan.warmUpSeconds,
    'seconds measured': plan.measuredSeconds,
    users: storyUsers,
    // Nearly 0 on a machine with nothing else to do; on a busy one, compare ratios only.
    'load average just before': loadavg()[0] ?? null,
    'Node.js': process.versions.node,
    PostgreSQL: postgres,
    ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  };
  return Object.entries(conditions).map(([condition, value]) => ({ condition, value }));
}
