import { storyUsers } from '../../scenario/story.ts';

/** postgresql.conf of the local server: each setting with its reason. */
export function postgresSettings(port: number): string {
  const settings: [name: string, value: string | number, reason: string][] = [
    ['listen_addresses', "'127.0.0.1'", 'not reachable from other machines'],
    ['port', port, 'POSTGRES_PORT'],
    ['unix_socket_directories', "''", 'TCP only, and no file in /tmp'],
    ['max_connections', 100, "PostgreSQL's default, stated explicitly because the broken stage depends on it"],
    ['shared_preload_libraries', "'pg_stat_statements'", 'the cost of each statement'],
    [
      'max_parallel_workers_per_gather',
      0,
      `${storyUsers} users keep every core busy; a plan without workers is easier to read`,
    ],
    ['jit', 'off', 'compiling a query of a few milliseconds costs more than it saves'],
    ['log_timezone', "'UTC'", 'the same time in every log'],
    ['timezone', "'UTC'", 'the same timestamps on every machine'],
  ];
  return settings.map(([name, value, reason]) => `${name} = ${value}  # ${reason}\n`).join('');
}
