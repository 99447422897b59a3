import { findFreePort, requireFreePort } from '../lib/ports.ts';
import { readSettings, type Settings } from '../settings/settings.ts';

/** The ports on which a lab listens, by the variables that choose them. */
export type LabPorts = Record<'API_PORT' | 'POSTGRES_PORT' | 'GRAFANA_PORT' | 'PROMETHEUS_PORT', number>;

export function portsOf({ apiPort, postgresPort, grafanaPort, prometheusPort }: Settings): LabPorts {
  return { API_PORT: apiPort, POSTGRES_PORT: postgresPort, GRAFANA_PORT: grafanaPort, PROMETHEUS_PORT: prometheusPort };
}

export const defaultPorts = portsOf(readSettings({}));

/** A free port with as many digits, so that tables around it stay as wide as a reader's. */
async function findPortLike(port: number): Promise<number> {
  if (port >= 9900) return findFreePort();
  return requireFreePort(port + 100, 'the walkthrough', '').then(
    () => port + 100,
    () => findPortLike(port + 100),
  );
}

/** Free ports for a lab on this machine, where there is no Prometheus. */
export async function findOwnPorts(): Promise<LabPorts> {
  const own = { ...defaultPorts };
  for (const name of ['API_PORT', 'POSTGRES_PORT', 'GRAFANA_PORT'] as const) own[name] = await findPortLike(own[name]);
  return own;
}

/** Replaces ports in addresses of this machine and after the word "port"; other numbers stay. */
function portReplacer(from: LabPorts, to: LabPorts): (text: string) => string {
  const names = Object.keys(from) as (keyof LabPorts)[];
  const replacements = new Map(names.map((name) => [String(from[name]), to[name]]));
  const pattern = new RegExp(`(127\\.0\\.0\\.1:|localhost:|[Pp]ort )(${[...replacements.keys()].join('|')})\\b`, 'g');
  return (text) => text.replace(pattern, (_, before: string, port: string) => `${before}${replacements.get(port)}`);
}

/** Pages name the default ports, a lab may have others. `environment` is for its verbs. */
export function mapPorts(own: LabPorts) {
  return {
    environment: Object.fromEntries(Object.entries(own).map(([name, port]) => [name, String(port)])),
    toOwn: portReplacer(defaultPorts, own),
    toDefault: portReplacer(own, defaultPorts),
  };
}

export type PortMap = ReturnType<typeof mapPorts>;
