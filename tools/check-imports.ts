import type { ICruiseResult } from 'dependency-cruiser';
import { glob } from 'zx';
import { projectFolder } from '../scripts/lib/project-folder.ts';
import { run } from '../scripts/lib/run.ts';

// Checks every import against import-rules.mjs: part of `npm run check`.

const folders = ['app', 'charts', 'dashboards', 'db-migrations', 'loadtest', 'scripts', 'tools'];
const files = await glob(`{${folders.join(',')}}/**/*.{ts,js,mjs}`, {
  cwd: projectFolder,
  ignore: ['**/node_modules/**', '**/*.d.ts'],
});

// In a separate process: tsx, which runs this file, changes how the parser is loaded.
const cruised = await run('checks')({
  cwd: projectFolder,
})`node node_modules/dependency-cruiser/bin/dependency-cruise.mjs ${folders} --config tools/import-rules.mjs --output-type json`;
if (!cruised.stdout) throw new Error(cruised.stderr);
const { modules, summary }: ICruiseResult = JSON.parse(cruised.stdout);

for (const { rule, from, to, cycle } of summary.violations) {
  const imported = cycle ? cycle.map(({ name }) => name).join(', which imports ') : to;
  const comment = summary.ruleSetUsed?.forbidden?.find(({ name }) => name === rule.name)?.comment;
  console.error(`${from} imports ${imported}\n  ${rule.name}: ${comment} (docs/architecture.md)`);
}
// Without a parser for TypeScript, it reads a handful of modules and finds nothing wrong.
const read = modules.filter(({ source }) => files.includes(source)).length;
if (read !== files.length) console.error(`Only ${read} of ${files.length} modules were read: is @swc/core installed?`);
console.log(`Checked the imports of ${read} modules against tools/import-rules.mjs. Violations: ${summary.error}.`);
process.exitCode = summary.error > 0 || read !== files.length ? 1 : 0;
