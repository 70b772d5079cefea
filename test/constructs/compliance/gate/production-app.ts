import { App, Stack, Stage } from 'aws-cdk-lib';
import type { Waiver } from '../../../../constructs/compliance';

/** What a gate is attached to. */
export interface Production {
  readonly app: App;
  readonly stage: Stage;
  readonly stack: Stack;
}

/** An app with a stage `prod` and an empty stack `Data`, whose violations the gate reports instead of CDK. */
export function productionApp(): Production {
  const app = new App({ context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
  const stage = new Stage(app, 'prod', { env: { account: '333333333333', region: 'eu-west-1' } });
  return { app, stage, stack: new Stack(stage, 'Data') };
}

/** A valid waiver of the finding that a rule has about the bucket in {@link productionApp}. */
export function waiver(changes: Partial<Waiver> & Pick<Waiver, 'rule'>): Waiver {
  return {
    environments: ['prod'],
    path: 'Data/Bucket',
    reason: 'holds no data of people',
    compensatingControl: 'CloudTrail data events',
    owner: 'platform team',
    ticket: 'SEC-1',
    approver: 'security office',
    expires: '2026-12-31',
    source: 'config/waivers.yaml:4',
    ...changes,
  };
}
