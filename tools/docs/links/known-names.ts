import { basename, join } from 'node:path';
import { glob } from 'zx';
import { rows } from '../../../dashboards/panels.ts';
import { loadVerbs } from '../../../scripts/commands/verbs.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { readSettings } from '../../../scripts/settings/settings.ts';
import { variableDescriptions } from '../../../scripts/settings/variables.ts';
import { galleryVariableNames } from '../../gallery/options.ts';
import { releaseVariableNames } from '../../release/settings.ts';
import { readMakeTargets } from '../reference/verbs-section.ts';

const sources = '{app,charts,dashboards,db-migrations,k8s,loadtest,scripts,tools}/**/*.{ts,json,sql,yaml,yml}';

/** Words of PostgreSQL, curl and OpenTelemetry that pages use, and the sources do not. */
const wordsOfOthers = ['pg_indexes', 'http_code', 'time_total', 'OTEL_EXPORTER_OTLP_HEADERS'];

/** Of a registry on this machine, for `make release`, and of Jaeger: OTLP and its pages. */
const portsOfOthers = [5000, 4318, 16_686];

/** Every word of the sources, except for tests, which also have names that do not exist. */
async function readWords(): Promise<Set<string>> {
  const files = await glob([sources, 'Makefile'], { cwd: projectFolder, ignore: ['**/*.test.ts', '**/node_modules'] });
  return new Set(files.flatMap((file) => readText(join(projectFolder, file)).match(/\w+/g) ?? []));
}

/** The names that a document may use. */
export async function readKnownNames() {
  const files = await glob('**', { cwd: projectFolder, gitignore: true, dot: true, ignore: ['.git', 'node_modules'] });
  const { apiPort, postgresPort, grafanaPort, prometheusPort } = readSettings({});
  return {
    makeTargets: new Set(readMakeTargets().keys()),
    /** The flags of each verb. */
    flags: new Map((await loadVerbs()).map(({ name, flags = {} }) => [name, new Set(['help', ...Object.keys(flags)])])),
    variables: new Set([
      ...['ARGS', ...galleryVariableNames, ...releaseVariableNames],
      ...variableDescriptions.map(([name]) => name),
    ]),
    /** The default ports, and others that pages name. */
    ports: new Set([apiPort, postgresPort, grafanaPort, prometheusPort, ...portsOfOthers]),
    panels: new Set(rows.flatMap((row) => row.panels).map(({ title }) => title)),
    /** The folders at the top of the checkout. */
    folders: new Set(files.flatMap((file) => (file.includes('/') ? [file.slice(0, file.indexOf('/'))] : []))),
    fileNames: new Set(files.map((file) => basename(file))),
    words: new Set([...(await readWords()), ...wordsOfOthers]),
  };
}

export type KnownNames = Awaited<ReturnType<typeof readKnownNames>>;
