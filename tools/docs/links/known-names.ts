import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { glob } from 'zx';
import { rows } from '../../../dashboards/panels.ts';
import { loadVerbs } from '../../../scripts/commands/verbs.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readSettings, variableDescriptions } from '../../../scripts/settings/settings.ts';
import { readMakeTargets } from '../reference/make-targets.ts';

/** What the code has names for. */
export interface KnownNames {
  makeTargets: ReadonlySet<string>;
  /** Flags of each verb of the lab. */
  flags: ReadonlyMap<string, ReadonlySet<string>>;
  /** What may be set for a make target. */
  variables: ReadonlySet<string>;
  /** On which something of the lab listens, unless another one is chosen. */
  ports: ReadonlySet<number>;
  panels: ReadonlySet<string>;
  folders: ReadonlySet<string>;
  /** Of all files, without their folders. */
  fileNames: ReadonlySet<string>;
  /** Every word of the sources. */
  words: ReadonlySet<string>;
}

const sources = '{app,charts,dashboards,db-migrations,k8s,loadtest,scripts,tools}/**/*.{ts,json,sql,yaml,yml}';

/** Tests name what does not exist, too. */
async function readWords(): Promise<Set<string>> {
  const files = await glob([sources, 'Makefile'], { cwd: projectFolder, ignore: ['**/*.test.ts', '**/node_modules'] });
  return new Set(files.flatMap((file) => readFileSync(join(projectFolder, file), 'utf8').match(/\w+/g) ?? []));
}

export async function readKnownNames(): Promise<KnownNames> {
  const files = await glob('**', { cwd: projectFolder, gitignore: true, dot: true, ignore: ['.git', 'node_modules'] });
  const { apiPort, postgresPort, grafanaPort, prometheusPort } = readSettings({});
  return {
    makeTargets: new Set(readMakeTargets().keys()),
    flags: new Map((await loadVerbs()).map(({ name, flags = {} }) => [name, new Set(['help', ...Object.keys(flags)])])),
    variables: new Set(['ARGS', ...variableDescriptions.map(([name]) => name)]),
    ports: new Set([apiPort, postgresPort, grafanaPort, prometheusPort]),
    panels: new Set(rows.flatMap((row) => row.panels).map(({ title }) => title)),
    folders: new Set(files.flatMap((file) => (file.includes('/') ? [file.slice(0, file.indexOf('/'))] : []))),
    fileNames: new Set(files.map((file) => basename(file))),
    words: await readWords(),
  };
}
