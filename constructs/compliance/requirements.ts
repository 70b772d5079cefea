/** A requirement of the blueprint. Rules name its id, and the evidence shows which resources meet it. */
export interface Requirement {
  /** E.g. `SRV-1`. Stable: reports, rules and documents use it. */
  readonly id: string;
  /** What the requirement is about, e.g. `Serving`. */
  readonly family: string;
  readonly title: string;
  readonly text: string;
}

type Row = readonly [id: string, title: string, text: string];

const FAMILIES: Readonly<Record<string, readonly Row[]>> = {
  Blueprint: [
    [
      'CARD-1',
      'Reusable constructs',
      'Another CDK app can import the constructs; the repository has the folders bin, lib, constructs, config and test.',
    ],
    ['CARD-2', 'GPU serving', 'Models are served on GPU endpoints that scale by themselves.'],
    ['CARD-3', 'Data pipelines', 'Data pipelines are part of the blueprint.'],
    ['CARD-4', 'Model registry', 'A model registry is part of the blueprint.'],
    ['CARD-5', 'Monitoring alarms', 'Alarms on models and platform are part of the blueprint.'],
    ['CARD-6', 'Recovery', 'Backups for disaster recovery are part of the blueprint.'],
    ['CARD-7', 'Least privilege', 'Every role is allowed what it needs and nothing else.'],
    ['CARD-8', 'Compliance gate', 'cdk-nag checks gate every deployment.'],
    ['CARD-9', 'Environments', 'Each environment is deployed on its own with cdk deploy.'],
    ['CARD-10', 'Template', 'A company can fork the repository as its template.'],
    ['CARD-11', 'Review without an account', 'A compliance reviewer can work from the output of a synthesis alone.'],
  ],
  Readiness: [
    [
      'RDY-1',
      'Readiness evidence',
      'A model goes to production with evidence, owner and date for each of six items: business case, user validation, technical feasibility, data pipeline, executive sponsor, production owner. Without it, or when it has expired, a production environment does not synthesize.',
    ],
  ],
  Serving: [
    [
      'SRV-1',
      'GPU endpoints in two zones',
      'Models are deployed as containers on GPU instances, behind a load-balanced endpoint in at least two zones.',
    ],
    [
      'SRV-2',
      'Horizontal scaling',
      'Capacity follows concurrency or backlog, to zero where the environment allows it.',
    ],
    [
      'SRV-3',
      'Queued GPU work',
      'Bursts wait in a queue or are shed with a clear answer, and are never lost silently.',
    ],
    ['SRV-4', 'Health checks', 'Containers are health-checked, and a failed one is replaced automatically.'],
    ['SRV-5', 'Caching and warm capacity', 'Latency-sensitive models are cached and kept warm.'],
    [
      'SRV-6',
      'Published objectives',
      'Every endpoint has failover, and service level objectives that are published and watched.',
    ],
  ],
  'Data pipelines': [
    ['PIPE-1', 'Ingestion', 'Data is ingested from source systems, as files and as streams.'],
    ['PIPE-2', 'Validation', 'Data is validated, and bad data is quarantined before it reaches a model.'],
    ['PIPE-3', 'Transformation', 'Data is transformed and features are engineered on a distributed engine.'],
    ['PIPE-4', 'Storage', 'Raw data, curated data and features each lie in the store that fits them.'],
    ['PIPE-5', 'Delivery', 'Data is delivered to serving and to training.'],
    [
      'PIPE-6',
      'Pipeline monitoring',
      'Every pipeline is watched, alerts on failure and on staleness, and retries with backoff; nothing that arrived is lost.',
    ],
  ],
  Registry: [
    [
      'REG-1',
      'Version record',
      'Every version that ever served is kept with its training data (URI and hash), evaluation metrics, deployment configuration, approver and rollback path.',
    ],
    [
      'REG-2',
      'What served when',
      'Which version served traffic at a moment is answered precisely, also during a canary.',
    ],
  ],
  Release: [
    [
      'REL-1',
      'Staged rollout',
      'Traffic shifts in steps (canary, linear or rolling), and alarms on errors, latency and model quality roll it back.',
    ],
    [
      'REL-2',
      'Approval',
      'Releases pass approval gates; a high-risk model takes a second person, and never the author.',
    ],
    ['REL-3', 'Rollback', 'One command brings the previous version back within minutes, without git and without CI.'],
  ],
  Experiments: [
    ['EXP-1', 'Experiment tracking', 'Runs, hyperparameters, results and decisions are tracked.'],
    ['FEA-1', 'Feature store', 'Training and serving use the same features, and models share them.'],
  ],
  'Continuous training': [
    ['TRN-1', 'Retraining triggers', 'Degraded performance, drift and schedules start a retraining.'],
    [
      'TRN-2',
      'Champion and challenger',
      'Every candidate is compared with the production model on held-out data before it is deployed; a worse one is refused and recorded.',
    ],
  ],
  Monitoring: [
    ['MON-1', 'Service metrics', 'Latency, throughput, error rate and availability are measured.'],
    [
      'MON-2',
      'Model performance',
      'Accuracy, precision, recall and the measures of the domain are followed over time.',
    ],
    ['MON-3', 'Input drift', 'The distribution of inputs is compared with the training baseline.'],
    ['MON-4', 'Output drift', 'The distribution of outputs is followed.'],
    ['MON-5', 'Business metrics', 'Business metrics stand beside the technical ones.'],
    ['MON-6', 'Alarms with runbooks', 'Each of these has an alarm with severity and runbook.'],
  ],
  Security: [
    [
      'SEC-1',
      'Prompt injection',
      'Input is validated, output is filtered, and system instructions are kept apart from user input by construction.',
    ],
    ['SEC-2', 'Data poisoning', 'Training data is validated and searched for anomalies.'],
    [
      'SEC-3',
      'Model extraction',
      'Access is limited, callers have rate limits and budgets, and patterns of extraction are detected.',
    ],
    [
      'SEC-4',
      'Exfiltration',
      'Permissions are least, access is logged, and outputs are checked for data that must not leave.',
    ],
    [
      'SEC-5',
      'Encryption and private networking',
      'Data is encrypted, networks are private, there are no standing credentials, every path to a model is authenticated and authorized, and an audit trail is kept.',
    ],
  ],
  Operations: [
    ['OPS-1', 'Runbooks', 'There is one runbook per alarm, and it names the commands to run.'],
    ['OPS-2', 'On-call routing', 'Alerts reach the people on call by severity.'],
    ['OPS-3', 'Incident response', 'There is a procedure for incidents.'],
    ['OPS-4', 'Documentation', 'An operations team that did not build the system can work from its documentation.'],
  ],
  Integration: [
    ['INT-1', 'Source systems', 'Source systems are integrated live, and their errors are handled.'],
    [
      'INT-2',
      'Graceful degradation',
      'When a dependency is unavailable there is a fallback model, a cached or partial answer, or a clear refusal with a time to retry.',
    ],
  ],
  Ownership: [['OWN-1', 'Owner and budget', 'Every model has an owner, a cost centre, and a budget with alerts.']],
  People: [
    ['CHG-1', 'Transparency', 'A model card says what the system does, how it decides, and its limits.'],
    [
      'CHG-2',
      'Training of users',
      'Training material and guidance for overriding the model are generated for the end users of each model.',
    ],
    [
      'CHG-3',
      'Feedback',
      'An end user rates or corrects an answer with one call; feedback is joined to the prediction, counted, fed to retraining, and users see what came of it.',
    ],
    ['CHG-4', 'Adoption', 'The metrics that reward use are declared and reported.'],
  ],
  Success: [
    ['SUC-1', 'Four families of metrics', 'Technical, operational, adoption and business metrics are reported.'],
    [
      'SUC-2',
      'Monthly review',
      'A monthly review of AI operations, with decisions and owners, is made automatically and understood by technical and business readers.',
    ],
  ],
  'Disaster recovery': [
    [
      'DR-1',
      'Backups',
      'Backups have a retention, are locked against deletion in production, and are copied to a second Region.',
    ],
    ['DR-2', 'Restore tests', 'Restoring is tested on a schedule, and the result is recorded.'],
    [
      'DR-3',
      'Second Region',
      'A second Region can serve: artefacts and images are replicated, a pilot light runs, one command fails over, and the times to recover are stated.',
    ],
  ],
};

/** The requirement catalogue, by family. The evidence lists all of them, including those that no rule checks yet. */
export const requirements: readonly Requirement[] = Object.entries(FAMILIES).flatMap(([family, rows]) =>
  rows.map(([id, title, text]) => ({ id, family, title, text })),
);
