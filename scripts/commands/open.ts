import type { PageName } from '../targets/target.ts';
import type { Command } from './command.ts';

const open = (page: PageName, title: string): Command => ({
  name: page,
  summary: `Print the address of ${title}; forward a port if none is mapped`,
  lock: 'not needed',
  run: ({ target, report, signal }) => target.open(page, report, signal),
});

export const api = open('api', 'the feed API');
export const grafana = open('grafana', 'Grafana (on this machine: of the live page)');
export const prometheus = open('prometheus', 'Prometheus');
