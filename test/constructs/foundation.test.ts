import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuditTrail, EnvironmentBudget, applyOwnership } from '../../constructs/governance';
import { DataKeys } from '../../constructs/identity';
import { AlertTopics } from '../../constructs/monitoring';
import { Network } from '../../constructs/network';
import { RecoverySite } from '../../constructs/recovery';
import { AccessLogBucket, ProtectedBucket } from '../../constructs/storage';
import { findings, rawFindings, resourceCount, testApp } from './support';

const ACCOUNT = '111111111111';

class Recovery extends Stack {
  public readonly site: RecoverySite;

  constructor(scope: Construct, environment: string) {
    super(scope, 'Recovery', { env: { account: ACCOUNT, region: 'eu-central-1' } });
    this.site = new RecoverySite(this, 'Site', {
      prefix: 'excorp',
      environment,
      replicas: { audit: { objectLock: { mode: 'COMPLIANCE', retention: Duration.days(2557) } }, models: {} },
    });
  }
}

/** The foundation as an environment wires it, on a stack of CDK without any override. */
class Foundation extends Stack {
  constructor(scope: Construct, environment: string, zones: readonly string[], recovery?: RecoverySite) {
    super(scope, 'Foundation', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    const none = { reason: 'No recovery Region.', compensatingControl: 'Versions and locks.' };
    const keys = new DataKeys(this, 'Keys', { aliasPrefix: `excorp/${environment}` });
    const network = new Network(this, 'Network', {
      cidr: '10.30.0.0/16',
      availabilityZones: zones.map((zone) => `eu-west-1${zone}`),
      flowLogKey: keys.logs,
      endpoints: ['sagemaker.runtime', 'sagemaker.api', 'ssm', 'kms', 'logs', 'monitoring', 'sts', 'dynamodb'],
    });
    const accessLogs = new AccessLogBucket(this, 'AccessLogs');
    new AuditTrail(this, 'Audit', {
      encryptionKey: keys.logs,
      accessLogs,
      objectLock: { mode: 'COMPLIANCE', retention: Duration.days(2557) },
      replica: recovery?.replicaFor('audit') ?? none,
    });
    new ProtectedBucket(this, 'Models', {
      encryptionKey: keys.keyFor('confidential'),
      accessLogs,
      replica: recovery?.replicaFor('models') ?? none,
      eventBridge: true,
    });
    const { warning: topic } = new AlertTopics(this, 'Alerts', {
      encryptionKey: keys.keyFor('internal'),
      mailTo: { critical: ['ai-platform@example.com'], warning: ['ai-platform@example.com'] },
    });
    new EnvironmentBudget(this, 'Budget', { environment, monthlyUsd: 60_000, alertPercents: [50, 80, 100], topic });
    applyOwnership(this, { owner: 'platform-team', costCentre: 'CC-1001', environment, dataClass: 'restricted' });
    this.exportValue(network.vpc.vpcId);
  }
}

class Environment extends Stage {
  public readonly foundation: Foundation;
  public readonly recovery: Recovery | undefined;

  constructor(app: App, id: string, zones: readonly string[], withRecovery: boolean) {
    super(app, id);
    this.recovery = withRecovery ? new Recovery(this, id) : undefined;
    this.foundation = new Foundation(this, id, zones, this.recovery?.site);
  }
}

function company(app: App = testApp()): { app: App; prod: Environment; dev: Environment } {
  return {
    app,
    prod: new Environment(app, 'prod', ['a', 'b', 'c'], true),
    dev: new Environment(app, 'dev', ['a', 'b'], false),
  };
}

/** The templates of an environment, as text. */
function templates(app: App, stage: Environment): string {
  const { stacks } = app.synth().getNestedAssembly(stage.artifactId);
  return JSON.stringify(stacks.map((stack) => stack.template as unknown));
}

describe('The foundation', () => {
  const { app, prod, dev } = company();

  test('leaves no finding of AwsSolutions and NIST 800-53 in two environments', () => {
    app.synth();
    expect(findings(app)).toEqual([]);
  });

  test('has at most 5 findings of AwsSolutions for 100 resources before acknowledgement', () => {
    const stacks = [prod.foundation, prod.recovery, dev.foundation].filter((stack) => stack !== undefined);
    for (const stack of stacks) {
      const raw = rawFindings(stack).filter(({ pack }) => pack === 'AwsSolutions');
      expect((raw.length / resourceCount(stack)) * 100).toBeLessThanOrEqual(5);
    }
  });

  test('synthesizes to the same templates each time', () => {
    const again = company();
    expect(templates(again.app, again.prod) === templates(app, prod)).toBe(true);
    expect(templates(again.app, again.dev) === templates(app, dev)).toBe(true);
  });

  test('keeps its environments apart', () => {
    expect(/excorp[/-]prod|"prod"|prod\//.exec(templates(app, dev))).toBeNull();
    expect(/excorp[/-]dev|"dev"|dev\//.exec(templates(app, prod))).toBeNull();
  });

  test('looks nothing up', () => {
    expect(app.synth().getNestedAssembly(prod.artifactId).manifest.missing).toBeUndefined();
  });
});
