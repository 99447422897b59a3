import { findFreePort, requireFreePort } from '../lib/ports.ts';
import { readSettings, type Settings } from '../settings/settings.ts';

/** The ports on which a lab listens, by the variables that choose them. */
export type LabPorts = Record<'API_PORT' | 'POSTGRES_PORT' | 'GRAFANA_PORT' | 'PROMETHEUS_PORT', number>;

/** The pages name the lab's default ports; a lab with other ones needs them replaced. */
export interface PortMap {
  /** For the verbs' environment. */
  environment: Record<string, string>;
  toOwn(text: string): string;
  toDefault(text: string): string;
}

export function portsOf({ apiPort, postgresPort, grafanaPort, prometheusPort }: Settings): LabPorts {
  return { API_PORT: apiPort, POSTGRES_PORT: postgresPort, GRAFANA_PORT: grafanaPort, PROMETHEUS_PORT: prometheusPort };
}

export const defaultPorts = portsOf(readSettings({}));

/** A free port with as many digits, so that tables around it stay as wide as a reader's. */
async function findPortLike(usual: number): Promise<number> {
  for (let port = usual + 100; port < 10_000; port += 100) {
    const isFree = await requireFreePort(port, 'the walkthrough', '').then(
      () => true,
      () => false,
    );
    if (isFree) return port;
  }
  return findFreePort();
}

/** Free ports for a lab on this machine, where there is no Prometheus. */
export async function findOwnPorts(): Promise<LabPorts> {
  return {
    ...defaultPorts,
    API_PORT: await findPortLike(defaultPorts.API_PORT),
    POSTGRES_PORT: await findPortLike(defaultPorts.POSTGRES_PORT),
    GRAFANA_PORT: await findPortLike(defaultPorts.GRAFANA_PORT),
  };
}

/** Replaces ports in addresses of this machine and behind the word "port"; other numbers stay. */
function portReplacer(from: LabPorts, to: LabPorts): (text: string) => string {
  const names = Object.keys(from) as (keyof LabPorts)[];
  const replacements = new Map(names.map((name) => [String(from[name]), to[name]]));
  const pattern = new RegExp(`(127\\.0\\.0\\.1:|localhost:|[Pp]ort )(${[...replacements.keys()].join('|')})\\b`, 'g');
  return (text) => text.replace(pattern, (_, before: string, port: string) => `${before}${replacements.get(port)}`);
}

export function mapPorts(own: LabPorts): PortMap {
  return {
    environment: Object.fromEntries(Object.entries(own).map(([name, port]) => [name, String(port)])),
    toOwn: portReplacer(defaultPorts, own),
    toDefault: portReplacer(own, defaultPorts),
  };
}
