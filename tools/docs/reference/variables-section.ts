import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configVariables } from '../../../app/src/config.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { variableReference } from '../../../scripts/settings/settings.ts';
import { code, plain, type Section, section } from './section.ts';

/** A default as everybody has it: folders are said from the top of the checkout. */
const defaultOf = (otherwise: string) => code(otherwise.replace(projectFolder, ''));

export function variablesSection(): Section {
  return section(
    'Variables',
    'They go behind the verb, `make loadtest USERS=50`, or into the environment.',
    ['variable', 'meaning', 'default'],
    variableReference.map(({ name, meaning, otherwise }) => [code(name), plain(meaning), defaultOf(otherwise)]),
  );
}

interface KindConfig {
  nodes: { extraPortMappings: { containerPort: number; hostPort: number }[] }[];
}

/** The node's port that leads to each port of 127.0.0.1. */
function nodePorts(): Map<number, number> {
  const { nodes } = parse(readFileSync(join(projectFolder, 'k8s/kind.yaml'), 'utf8')) as KindConfig;
  return new Map(nodes.flatMap((node) => node.extraPortMappings.map((port) => [port.hostPort, port.containerPort])));
}

export function portsSection(): Section {
  const inTheNode = nodePorts();
  const ports = variableReference.filter(({ name }) => name.endsWith('_PORT'));
  return section(
    'Ports',
    'Everything listens on 127.0.0.1. In a cluster, kind leads the port to one of its node.',
    ['port', 'who answers', "the node's port", 'another one'],
    ports.map(({ name, meaning, otherwise }) => [
      otherwise,
      meaning.replace('port of ', '').replace(' on 127.0.0.1', '').replace(' or of ', ' or '),
      String(inTheNode.get(Number(otherwise)) ?? ''),
      code(`${name}=`),
    ]),
  );
}

export function apiEnvironmentSection(): Section {
  return section(
    "The API's environment",
    'A mistake ends the API at its start, and is told.',
    ['variable', 'meaning', 'default'],
    Object.entries(configVariables).map(([name, spec]) => [
      code(name),
      plain(spec.desc ?? ''),
      'default' in spec ? code(String(spec.default)) : 'none: it has to be set',
    ]),
  );
}
