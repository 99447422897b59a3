import { alerts, runbookOf } from './alerts.ts';
import { recordingRules } from './recording-rules.ts';

/** As often as the API is scraped. */
const interval = '5s';

/**
 * The rules as Prometheus reads them (Prometheus documentation, "Defining recording rules"). One group, whose rules are worked out
 * in their order: an alert sees what was recorded at the same moment.
 */
export function buildRules() {
  const recordings = recordingRules.map(({ record, expression }) => ({ record, expr: expression }));
  const alerting = alerts.map((alert) => ({
    alert: alert.name,
    expr: alert.expression,
    for: `${alert.forSeconds}s`,
    labels: { severity: alert.severity },
    annotations: { summary: alert.summary, description: alert.description, runbook_url: runbookOf(alert) },
  }));
  return { groups: [{ name: 'feed-lab', interval, rules: [...recordings, ...alerting] }] };
}
