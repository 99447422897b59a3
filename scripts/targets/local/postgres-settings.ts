/** postgresql.conf of the local server: what differs from PostgreSQL's defaults, and why. */
export function postgresSettings(port: number): string {
  const settings: [name: string, value: string | number, reason: string][] = [
    ['listen_addresses', "'127.0.0.1'", 'nobody outside this machine'],
    ['port', port, 'POSTGRES_PORT'],
    ['unix_socket_directories', "''", 'one way in, and no file in /tmp'],
    ['max_connections', 100, "PostgreSQL's default, said aloud: the broken stage is about it"],
    ['shared_preload_libraries', "'pg_stat_statements'", 'what each statement cost'],
    ['max_parallel_workers_per_gather', 0, '100 users keep every core busy; a plan without workers is easier to read'],
    ['jit', 'off', 'compiling a query of a few milliseconds costs more than it saves'],
    ['log_timezone', "'UTC'", 'the same time in every log'],
    ['timezone', "'UTC'", 'the same instants on every machine'],
  ];
  return settings.map(([name, value, reason]) => `${name} = ${value}  # ${reason}\n`).join('');
}
