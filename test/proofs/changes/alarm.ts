import type { Change } from './change';

/** Nobody has asked a model for a day: a caller may have lost its way to it. */
export const alarm: Change = {
  title: 'An alarm for every model',
  added: {},
  inserted: {
    'constructs/monitoring/endpoint-alarm-definitions.ts': [
      {
        before: '\n]);',
        text: `
  {
    id: 'NoRequests',
    severity: 'warning',
    anchor: 'no-requests',
    metric: ({ metrics }) => metrics.invocations({ period: Duration.days(1) }),
    threshold: () => 1,
    comparison: () => cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    meaning: () => 'nobody has asked the model for a day.',
    missing: { counts: 'bad', because: 'the metric is published only when there is a request.' },
  },`,
      },
    ],
    'constructs/monitoring/runbook.md': [
      {
        before: '## Client errors\n',
        text: `## No requests

Alarm: \`NoRequests\`.

Nobody has asked the model for a day. Ask the owner of the caller whether that is meant.

`,
      },
    ],
  },
};
