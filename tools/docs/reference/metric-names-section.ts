import { code, type Section, section } from './section.ts';

/** Old names are those before 0.1.0; OpenTelemetry's are those of its semantic conventions. */
export const databaseMetricNames: [old: string[], now: string, openTelemetry: string][] = [
  [['db_connections_opened_total'], 'db_client_connection_create_time_seconds_count', ''],
  [['db_connect_duration_seconds'], 'db_client_connection_create_time_seconds', 'db.client.connection.create_time'],
  [[], 'db_client_connection_wait_time_seconds', 'db.client.connection.wait_time'],
  [[], 'db_client_connection_use_time_seconds', 'db.client.connection.use_time'],
  [
    ['db_query_duration_seconds{query="feed"}'],
    'db_client_operation_duration_seconds{operation="feed"}',
    'db.client.operation.duration',
  ],
  [
    ['db_pool_connections{state="active"}', 'db_pool_connections{state="idle"}'],
    'db_client_connection_count{state="used"}, {state="idle"}',
    'db.client.connection.count',
  ],
  [
    ['db_pool_connections{state="waiting"}'],
    'db_client_connection_pending_requests',
    'db.client.connection.pending_requests',
  ],
];

export const metricNamesSection = (): Section =>
  section(
    'Names of the database metrics',
    'The metrics of the database client have the names of [OpenTelemetry’s semantic conventions](https://opentelemetry.io/docs/specs/semconv/database/database-metrics/), spelled as in Prometheus. The label `state` is called `db.client.connection.state` in the conventions, and `operation`, the name of a statement, is `db.query.summary`, as in traces. `db.system.name` and `db.client.connection.pool.name` are left out: there is one database, and its pools are counted together. So is `error.type`: the duration of a query that failed counts like that of any other. Before 0.1.0, they had other names, or did not exist:',
    ['before 0.1.0', 'since 0.1.0', 'OpenTelemetry'],
    databaseMetricNames.map(([old, now, openTelemetry]) => [
      old.map(code).join(', ') || 'not measured',
      code(now),
      code(openTelemetry) || 'the count of the metric in the next row',
    ]),
  );
