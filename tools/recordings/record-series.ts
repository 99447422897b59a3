import { readFileSync, writeFileSync } from 'node:fs';
import { YAML } from 'zx';
import { recorded, seriesOf } from '../../dashboards/promql.ts';
import { formatMachine } from '../../scripts/lib/machine.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { resultSchema } from '../../scripts/results/result.ts';
import { expectedAlerts } from '../../scripts/scenario/stages.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import { prometheusAt } from '../prometheus.ts';

// `node --import tsx tools/recordings/record-series.ts RESULT...`: for each result of a load test
// in the cluster, reads from its Prometheus the series that the alerts use, and writes a test for
// `promtool test rules`. Needs a minute without load before each test and after the last.

const stepSeconds = 5;
/** Before and after the load test: the longest range of a rule, and time for alerts to resolve. */
const marginSeconds = 60;

const selectors = [
  seriesOf('api', 'http_requests_total', 'route="/feed"'),
  seriesOf('api', 'http_request_duration_seconds_bucket', 'route="/feed"', 'status_code="200"'),
  seriesOf('api', 'db_client_connection_create_time_seconds_count'),
  seriesOf('api', 'db_client_connection_wait_time_seconds_sum'),
  seriesOf('api', 'db_client_connection_wait_time_seconds_count'),
  seriesOf('api', 'db_client_connection_count'),
  seriesOf('api', 'db_client_connection_pending_requests'),
  seriesOf('api', 'feed_build_info'),
  seriesOf('containers', 'container_cpu_cfs_periods_total', 'container=~"api|postgres"'),
  seriesOf('containers', 'container_cpu_cfs_throttled_periods_total', 'container=~"api|postgres"'),
];

/** Labels that rules use or that distinguish series; not the node and port of the scrape. */
const keptLabels = ['job', 'namespace', 'pod', 'method', 'route', 'status_code', 'le', 'state', 'variant', 'container'];

const comparedRules = [
  'feed:errors:ratio_rate30s',
  'feed:latency_seconds:p99_rate30s',
  'feed:connections_per_request:ratio_rate30s',
  'feed:connection_wait_seconds:mean_rate30s',
];
/**
 * Less than the rules' window of 30 s, so that the start of the load is inside it: at its edge, a
 * burst of new connections would be in one of the two windows only.
 */
const comparedAfterSeconds = 20;
/**
 * Relative. Values on the grid of 5 s may be up to 5 s older than their scrape, and k6 needs some
 * seconds to start: a quotient of what is counted once and what grows may be half as large.
 */
const tolerance = 0.5;

const prometheus = prometheusAt(`http://127.0.0.1:${readSettings(process.env).prometheusPort}`);

function seriesName(metric: Record<string, string>): string {
  const isCadvisor = metric.__name__?.startsWith('container_');
  const labels = keptLabels.filter((label) => metric[label] && (label !== 'container' || isCadvisor));
  return `${metric.__name__}{${labels.map((label) => `${label}="${metric[label]}"`).join(',')}}`;
}

async function recordSeries(from: number, to: number) {
  const recorded = new Map<string, string>();
  for (const selector of selectors)
    for (const { metric, values } of await prometheus.askRange(selector, { from, to, stepSeconds })) {
      const valueAt = new Map(values);
      const times = Array.from({ length: (to - from) / stepSeconds + 1 }, (_, index) => from + index * stepSeconds);
      const name = seriesName(metric);
      if (recorded.has(name)) throw new Error(`two series are ${name}: keptLabels needs one more label`);
      recorded.set(name, times.map((time) => valueAt.get(time) ?? '_').join(' '));
    }
  return [...recorded].map(([series, values]) => ({ series, values }));
}

/** A test case for promtool: exactly these alerts fire. */
const firingCase = (names: string[], seconds: number) => ({
  expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
  eval_time: `${seconds}s`,
  exp_samples: names.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
});

/** Test cases for promtool: rules record about the same value as in Prometheus, or none. */
async function recordingCases(at: number, from: number) {
  const cases = comparedRules.map(async (name) => {
    const value = (await prometheus.ask(recorded(name), at))[0]?.value[1];
    const isNear = value && `abs(${name} - ${value}) <= bool ${Math.abs(Number(value) * tolerance)}`;
    return {
      expr: isNear ?? name,
      eval_time: `${at - from}s`,
      // Arithmetic drops the name, and keeps the labels.
      exp_samples: isNear ? [{ labels: recorded(''), value: 1 }] : [],
    };
  });
  return Promise.all(cases);
}

for (const file of process.argv.slice(2)) {
  const result = resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const toStep = (seconds: number) => Math.floor(seconds / stepSeconds) * stepSeconds;
  const loadBegins = toStep(Date.parse(result.startedAt) / 1000);
  const loadEnds = toStep(loadBegins + result.durationSeconds);
  const [from, to] = [loadBegins - marginSeconds, loadEnds + marginSeconds];
  const test = {
    rule_files: ['../../charts/feed-lab/files/rules.yaml'],
    evaluation_interval: `${stepSeconds}s`,
    tests: [
      {
        name: result.stage,
        interval: `${stepSeconds}s`,
        input_series: await recordSeries(from, to),
        promql_expr_test: [
          firingCase([], loadBegins - from),
          firingCase(expectedAlerts[result.stage], loadEnds - from),
          firingCase([], to - from),
          ...(await recordingCases(loadBegins + comparedAfterSeconds, from)),
        ],
      },
    ],
  };
  const header = [
    `# The series of the alerts during a load test: stage ${result.stage}, ${result.users} users, ${result.durationSeconds.toFixed(0)} s,`,
    `# ${result.startedAt.slice(0, 10)}, kind, ${formatMachine(result.machine)}.`,
    '# Written by tools/recordings/record-series.ts; for `promtool test rules`.',
  ];
  const recorded = `${projectFolder}dashboards/recorded/${result.stage}.yaml`;
  writeFileSync(recorded, `${header.join('\n')}\n${YAML.stringify(test)}`);
  console.log(`written: ${recorded}`);
}
