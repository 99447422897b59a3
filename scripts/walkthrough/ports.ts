import { findFreePort, requireFreePort } from '../lib/ports.ts';
import { readSettings, type Settings } from '../settings/settings.ts';

/** What stands before a port where it is one, in an address or in words. */
const before = '(127\\.0\\.0\\.1:|localhost:|[Pp]ort )';

/**
 * The pages name the lab's usual ports, on which a lab of the reader's may listen while they are tested. The walk has ports of its own:
 * addresses in commands lead there, and what commands print names the usual ones again.
 */
export interface PortMap {
  /** For the verbs' environment. */
  environment: Record<string, string>;
  toOwn(commands: string): string;
  toUsual(output: string): string;
}

function replacePorts(text: string, ports: ReadonlyMap<string, string>): string {
  const port = new RegExp(`${before}(${[...ports.keys()].join('|')})\\b`, 'g');
  return text.replace(port, (_, words: string, number: string) => `${words}${ports.get(number)}`);
}

/** The ports on which a lab listens, by the variables that choose them. */
export type Ports = Record<'API_PORT' | 'POSTGRES_PORT' | 'GRAFANA_PORT' | 'PROMETHEUS_PORT', number>;

export function portsOf({ apiPort, postgresPort, grafanaPort, prometheusPort }: Settings): Ports {
  return {
    API_PORT: apiPort,
    POSTGRES_PORT: postgresPort,
    GRAFANA_PORT: grafanaPort,
    PROMETHEUS_PORT: prometheusPort,
  };
}

export const usualPorts = portsOf(readSettings({}));

/** A port that is free now, with as many digits: the tables around it are as wide as a reader's. */
async function findPortLike(usual: number): Promise<number> {
  for (let port = usual + 100; port < 10_000; port += 100) {
    const isFree = await requireFreePort(port, 'the walk', '').then(
      () => true,
      () => false,
    );
    if (isFree) return port;
  }
  return findFreePort();
}

/** For a lab on this machine, where there is no Prometheus. */
export async function findOwnPorts(): Promise<Ports> {
  return {
    ...usualPorts,
    API_PORT: await findPortLike(usualPorts.API_PORT),
    POSTGRES_PORT: await findPortLike(usualPorts.POSTGRES_PORT),
    GRAFANA_PORT: await findPortLike(usualPorts.GRAFANA_PORT),
  };
}

export function mapPorts(own: Ports): PortMap {
  const pairs = (Object.keys(own) as (keyof Ports)[]).map(
    (name) => [String(usualPorts[name]), String(own[name])] as const,
  );
  const toOwn = new Map(pairs);
  const toUsual = new Map(pairs.map(([usual, other]) => [other, usual]));
  return {
    environment: Object.fromEntries(Object.entries(own).map(([name, port]) => [name, String(port)])),
    toOwn: (commands) => replacePorts(commands, toOwn),
    toUsual: (output) => replacePorts(output, toUsual),
  };
}
