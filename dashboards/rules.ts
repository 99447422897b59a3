import { alerts, runbookOf, severityOfAll } from './alerts.ts';
import { recordingRules } from './recording-rules.ts';
import { apiJob, namespace } from './release-labels.ts';

/** The scrape interval. */
const interval = '5s';

/**
 * The rule file (Prometheus documentation, "Defining recording rules"). The rules of a group are
 * evaluated in order, so alerts use the values that were just recorded.
 */
export function buildRules() {
  const recordings = recordingRules.map(({ record, expression }) => ({
    record,
    expr: expression,
    // Without these labels, two releases in one Prometheus would record the same series.
    labels: { job: apiJob, namespace },
  }));
  const alerting = alerts.map((alert) => ({
    alert: alert.name,
    expr: alert.expression,
    for: `${alert.forSeconds}s`,
    labels: { severity: severityOfAll, level: alert.level },
    annotations: { summary: alert.summary, description: alert.description, runbook_url: runbookOf(alert) },
  }));
  return { groups: [{ name: 'feed-lab', interval, rules: [...recordings, ...alerting] }] };
}
