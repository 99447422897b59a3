import { findFreePort } from '../lib/ports.ts';
import { readSettings } from '../lib/settings.ts';

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

export async function findOwnPorts(): Promise<PortMap> {
  const usual = readSettings({});
  const own = {
    API_PORT: String(await findFreePort()),
    POSTGRES_PORT: String(await findFreePort()),
    GRAFANA_PORT: String(await findFreePort()),
  };
  const toOwn = new Map([
    [String(usual.apiPort), own.API_PORT],
    [String(usual.postgresPort), own.POSTGRES_PORT],
    [String(usual.grafanaPort), own.GRAFANA_PORT],
  ]);
  const toUsual = new Map([...toOwn].map(([one, other]) => [other, one]));
  return {
    environment: own,
    toOwn: (commands) => replacePorts(commands, toOwn),
    toUsual: (output) => replacePorts(output, toUsual),
  };
}

/** In a cluster, whose ports are mapped when it is made. */
export const usualPorts: PortMap = { environment: {}, toOwn: (commands) => commands, toUsual: (output) => output };
