import { readFileSync } from 'node:fs';
import { glob, YAML } from 'zx';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';

type Values = { [name: string]: Values };

/** The parts of kube-prometheus-stack's values that people set. Deeper parts are not checked. */
const sections = [
  ...['', 'prometheus', 'prometheus.service', 'prometheus.prometheusSpec'],
  ...['prometheusOperator', 'prometheusOperator.kubeletService', 'prometheusOperator.admissionWebhooks'],
  ...['grafana', 'grafana.service', 'grafana.rbac', 'grafana.sidecar', 'grafana.sidecar.dashboards'],
  'grafana.sidecar.datasources',
];

/** Both, with maps merged, as Helm merges the values of a chart and its parent. */
function merge(one: Values, other: Values): Values {
  const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const merged = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const found = merged[name];
    merged[name] = found && isMap(found) && isMap(value) ? merge(found, value) : value;
  }
  return merged;
}

/** Values without a default, which only templates mention: `.Values.grafana.fullnameOverride`. */
function namesInTemplates(folder: string, section: string): string[] {
  const files = glob.sync('templates/**', { cwd: folder });
  const mention = new RegExp(`\\.Values${section && `\\.${section}`}\\.(\\w+)`, 'g');
  return files.flatMap((file) =>
    [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(mention)].map(([, name = '']) => name),
  );
}

/**
 * The names of kube-prometheus-stack's values, by section, from the chart in `folder`. The lab's
 * chart finds typos with them (templates/monitoring/_subchart-values.tpl).
 * @throws {LabError} `usage` without a folder
 */
export function generateSubchartNames(folder: string | undefined) {
  if (!folder)
    throw new LabError(
      'usage',
      'MONITORING_CHART is not set.',
      'Set it to the folder of kube-prometheus-stack, in the version of Chart.yaml: helm pull --untar',
    );
  const grafana = `${folder}/charts/grafana`;
  const read = (chart: string) => YAML.parse(readFileSync(`${chart}/values.yaml`, 'utf8')) as Values;
  const stack = read(folder);
  const values = merge(stack, { grafana: read(grafana) } as Values);
  const lines = sections.map((section) => {
    const path = section ? section.split('.') : [];
    const found = path.reduce((part, name) => part[name] ?? {}, values);
    const ofGrafana = /^grafana\.?(.*)$/.exec(section);
    const mentioned = [
      ...namesInTemplates(folder, section),
      ...(ofGrafana ? namesInTemplates(grafana, ofGrafana[1] ?? '') : []),
    ];
    const names = new Set([...Object.keys(found), ...mentioned, 'enabled', 'global']);
    return `${JSON.stringify(section)}: ${JSON.stringify([...names].sort())}`;
  });
  const file = `${projectFolder}charts/feed-lab/files/subchart-value-names.json`;
  return { file, text: `{\n${lines.join(',\n')}\n}\n` };
}
