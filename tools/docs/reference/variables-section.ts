import { join } from 'node:path';
import { parse } from 'yaml';
import { configVariables } from '../../../app/src/config.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { variableReference } from '../../../scripts/settings/variables.ts';
import { code, plain, type Section, section } from './section.ts';

export function variablesSection(): Section {
  return section(
    'Variables',
    'Set them after the verb, as in `make loadtest USERS=50`, or export them. `make VERB ARGS=--help` lists those that a verb uses. [What the lab measures first](local.md#what-the-lab-measures-first) has more about `POSTS` and `SCRAM_ITERATIONS`.',
    ['variable', 'meaning', 'default'],
    variableReference.map(({ name, meaning, defaultText }) => [
      code(name),
      plain(meaning),
      // Folders are relative to the checkout.
      code(defaultText.replace(projectFolder, '')),
    ]),
  );
}

interface KindConfig {
  nodes: { extraPortMappings: { containerPort: number; hostPort: number }[] }[];
}

/** The node's port for each port of 127.0.0.1. */
function readNodePorts(): Map<number, number> {
  const { nodes } = parse(readText(join(projectFolder, 'k8s/kind.yaml'))) as KindConfig;
  return new Map(nodes.flatMap((node) => node.extraPortMappings.map((port) => [port.hostPort, port.containerPort])));
}

export function portsSection(): Section {
  const nodePorts = readNodePorts();
  const ports = variableReference.filter(({ name }) => name.endsWith('_PORT'));
  return section(
    'Ports',
    'Everything listens on 127.0.0.1. In a cluster, kind maps each port to a port on its node. [Two labs side by side](local.md#two-labs-side-by-side) lists what a second lab on the same machine needs.',
    ['port', 'service', 'node port', 'changed by'],
    ports.map(({ name, meaning, defaultText }) => [
      defaultText,
      meaning.replace('port of ', '').replace(' on 127.0.0.1', '').replace(' or of ', ' or '),
      String(nodePorts.get(Number(defaultText)) ?? ''),
      code(`${name}=`),
    ]),
  );
}

export function apiEnvironmentSection(): Section {
  return section(
    "The API's environment",
    'With an invalid value, the API exits at startup and names the variable.',
    ['variable', 'meaning', 'default'],
    Object.entries(configVariables).map(([name, spec]) => [
      code(name),
      plain(spec.desc ?? ''),
      'default' in spec ? code(String(spec.default)) : 'none; required',
    ]),
  );
}
