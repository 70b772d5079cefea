import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { type Copy, NODE, withCopy } from './support/copy';

const WAIVER = (expires: string, rule = 'AwsSolutions::AwsSolutions-S1', at = 'Foundation/Nothing') => `schemaVersion: 1
waivers:
  - rule: ${rule}
    environments: [prod]
    path: ${at}
    reason: the bucket holds no data of people and is emptied every day
    compensatingControl: CloudTrail data events record every access
    owner: platform-team
    ticket: SEC-1
    approver: security
    expires: ${expires}
`;

/** What is planted, how, and what the message must name: the resource and the remedy. */
const FAULTS: readonly (readonly [string, (copy: Copy) => void, readonly RegExp[]])[] = [
  ['unencrypted bucket', () => {}, [/prod\/Foundation\/PlantedBucket/, /AiProduction-StoreEncryptedWithCustomerKey/, /encrypt/i]],
  ['wildcard action', () => {}, [/prod\/Foundation\/PlantedPolicy/, /IAM-ACTION-WILDCARD/, /s3:\*/]],
  ['key that a required resource type lacks', () => {}, [/prod\/Foundation\/PlantedInterfaces/, /IAM-CONDITION-TYPE/, /network-interface/]],
  [
    'trail key without kms:Decrypt',
    () => {},
    [/prod\/Foundation\/AuditTrail\/Trail/, /AiProduction-TrailKeyAdmitsCloudTrail/, /does not allow CloudTrail kms:Decrypt/, /use AuditTrail/],
  ],
  [
    'condition that CloudTrail does not send',
    () => {},
    [/prod\/Foundation\/AuditTrail\/Role/, /AiProduction-IAM-CONDITION-UNSENT/, /cloudtrail\.amazonaws\.com is not documented to send aws:SourceArn/, /give the service a statement of its own without the condition/],
  ],
  [
    'condition that S3 replication does not send',
    () => {},
    [/prod\/Foundation\/.*ReplicationRole/, /AiProduction-IAM-CONDITION-UNSENT/, /s3\.amazonaws\.com is not documented to send aws:SourceAccount/, /give the service a statement of its own without the condition/],
  ],
  [
    'condition that EventBridge does not send',
    () => {},
    [/prod\/Foundation\/Keys\//, /AiProduction-IAM-CONDITION-UNSENT/, /events\.amazonaws\.com is not documented to send aws:SourceArn/, /give the service a statement of its own without the condition/],
  ],
  ['public security group', () => {}, [/prod\/Foundation\/PlantedGroup/, /AiProduction-SecurityGroupNoPublicIngress/, /0\.0\.0\.0\/0/]],
  ['missing rollback alarm', () => {}, [/prod\/Serving-churn\/.*Endpoint/, /AiProduction-RollbackAlarmOnErrors/, /AutoRollbackConfiguration/i]],
  ['rollout without time', () => {}, [/prod\/Serving-churn\/.*Endpoint/, /AiProduction-RolloutEndsInTime/, /waits 2700 seconds for its alarms/, /MaximumExecutionTimeoutInSeconds/]],
  [
    'rollback alarm that watches both versions',
    () => {},
    [/prod\/Serving-churn\/.*Endpoint/, /AiProduction-RollbackAlarmsWatchNewVersion/, /watch the old version too \(AlarmsErrorRate\w+, AlarmsLatency\w+\)/, /EndpointConfigName/],
  ],
  [
    'role that may not look at a rollback alarm',
    () => {},
    [/prod\/Serving-churn\/.*Endpoint/, /AiProduction-ExecutionRoleWatchesRollbackAlarms/, /may not look at \(AlarmsVersionErrorRate\w+\)/, /cloudwatch:DescribeAlarms/],
  ],
  [
    'model without quality alarm in prod',
    (copy) => copy.edit('config/models/churn.yaml', /^qualityMetrics:[^]*?^readiness:/m, 'readiness:'),
    [/prod\/Serving-churn\/.*Endpoint/, /AiProduction-RollbackAlarmOnQuality/, /no rollback alarm on model quality/, /qualityMetrics/],
  ],
  ['wrong property', () => {}, [/prod\/Foundation\/PlantedTopic/, /DisplayNam/]],
  ['construct that breaks', () => {}, [/app\.js:\d+ {2}TypeError: prod cannot be made/]],
  ['pack that breaks off', () => {}, [/Annotations-evaluation/, /the pack could not be evaluated/, /nothing is deployed that was not evaluated/]],
  ['pack that is taken out', () => {}, [/Completeness-PACK/, /the pack AiProduction did not run/, /leave the packs/]],
  ['pack that is emptied', () => {}, [/Completeness-PACK/, /the pack CloudFormation Validate did not run/, /leave the packs/]],
  ['gate that is taken out', () => {}, [/the pack AwsSolutions did not run/, /the pack Waivers did not run/, /nothing was evaluated in prod/]],
  ['stage that is synthesized before the gate', () => {}, [/app\.js:\d+/, /prod is synthesized before the gate is attached; leave synth\(\)/]],
  ['app that is synthesized before the gate', () => {}, [/prod is synthesized before the gate is attached; leave synth\(\)/]],
  ['template that no manifest lists', () => {}, [/Completeness-TEMPLATE/, /assembly-prod\/planted\.template\.json was not evaluated/]],
  ['template that is listed afterwards', () => {}, [/Completeness-TEMPLATE/, /assembly-prod\/planted\.json was not evaluated/]],
  ['template that is changed afterwards', () => {}, [/Completeness-TEMPLATE/, /prodFoundation.*\.template\.json was changed after it was evaluated/]],
  ['template that is taken away', () => {}, [/Completeness-TEMPLATE/, /prodFoundation.*\.template\.json is missing/]],
  ['dangling state', () => {}, [/prod\/Foundation\/PlantedMachine/, /DEF-STATES/, /Realease/]],
  [
    'endpoint with one zone in prod',
    (copy) => copy.edit('config/environments/prod.yaml', /availabilityZones: .*/, 'availabilityZones: [eu-west-1a]'),
    [/config\/environments\/prod\.yaml:\d+/, /availabilityZones/, /two|2/],
  ],
  [
    'missing owner',
    (copy) => copy.edit('config/models/churn.yaml', /^owner: .*\n/m, ''),
    [/config\/models\/churn\.yaml:\d+/, /owner/],
  ],
  [
    'expired waiver',
    (copy) => copy.edit('config/waivers.yaml', /schemaVersion[^]*$/, WAIVER('2026-11-22')),
    [/config\/waivers\.yaml:\d+/, /expire/, /2026-11-22/],
  ],
  [
    'unmatched waiver',
    (copy) => copy.edit('config/waivers.yaml', /schemaVersion[^]*$/, WAIVER('2026-12-31')),
    [/prod\/Foundation\/Nothing/, /matches no finding/, /config\/waivers\.yaml:\d+/, /delete the waiver/],
  ],
  [
    'model without readiness evidence in prod',
    (copy) => copy.edit('config/models/churn.yaml', /^ {2}userValidation:[^]*?^ {2}technicalFeasibility:/m, '  technicalFeasibility:'),
    [/config\/models\/churn\.yaml:\d+/, /userValidation/, /RDY-1/],
  ],
]; // prettier-ignore

describe('the gate, through the real command line', () => {
  it(
    'lets the sample company pass',
    withCopy((copy) => {
      const { status, output } = copy.synth('nothing');
      expect(output).toContain('gate passed');
      expect(status).toBe(0);
      expect(existsSync(path.join(copy.root, 'cdk.out/evidence/index.html'))).toBe(true);
      // A green assembly is let through: it fails only where AWS would be called.
      expect(copy.deploySaved().output).toMatch(/credentials/i);
    }),
  );

  it(
    'counts a waiver under the former id of a rule, also on deploy of the saved assembly, and says what to write',
    withCopy((copy) => {
      const plant = 'unencrypted vault';
      expect(copy.synth(plant).status).not.toBe(0);
      const former = 'AiProduction::AiProduction-SEC-5';
      copy.edit('config/waivers.yaml', /schemaVersion[^]*$/, WAIVER('2026-12-31', former, 'Foundation/PlantedVault'));
      const { status, output } = copy.synth(plant);
      expect(output).toContain('gate passed');
      expect(output).toMatch(/warning.* config\/waivers\.yaml:\d+ acknowledges AiProduction::AiProduction-SEC-5/);
      expect(output).toContain('acknowledge AiProduction::AiProduction-StoreEncryptedWithCustomerKey instead');
      expect(status).toBe(0);
      // CDK's own report lets it through too: it fails only where AWS would be called.
      expect(copy.deploySaved().output).toMatch(/credentials/i);
    }),
  );

  it.each(FAULTS)('refuses a planted %s on synth and on deploy of the saved assembly', (name, plant, messages) => {
    withCopy((copy) => {
      plant(copy);
      const synth = copy.synth(name);
      for (const message of messages) expect(synth.output).toMatch(message);
      expect(synth.status).not.toBe(0);
      expect(existsSync(path.join(copy.root, 'cdk.out/evidence/index.html'))).toBe(true);
      const deploy = copy.deploySaved();
      for (const message of messages) expect(deploy.output).toMatch(message);
      expect(deploy.output).not.toMatch(/credentials/i);
      expect(deploy.status).not.toBe(0);
    })();
  });

  it(
    'cannot be talked round by options of the command line',
    withCopy((copy) => {
      const plant = ['--app', `${NODE} app.js 'wrong property'`];
      const attempts: readonly (readonly [NodeJS.ProcessEnv, readonly string[]])[] = [
        [{}, ['synth', ...plant]],
        [{}, ['synth', '--ignore-errors', ...plant]],
        [{}, ['synth', '--no-validation', ...plant]],
        [{ CDK_VALIDATION: 'false' }, ['synth', ...plant]],
        [{}, ['synth', '-c', '@aws-cdk/core:validateAgainstDefaultRules=false', ...plant]],
        [{}, ['synth', '-c', '@aws-cdk/core:failSynthOnValidationErrors=false', '--no-path-metadata', ...plant]],
        [{}, ['deploy', '--ignore-errors', '--require-approval', 'never', ...plant, 'prod/**']],
      ];
      for (const [env, args] of attempts) {
        const { status, output } = copy.run(env, args);
        expect(output).toContain('gate refused');
        expect(status).not.toBe(0);
      }
      // What stays behind cannot be deployed either: its templates are withheld.
      const { status, output } = copy.deploySaved('--ignore-errors');
      expect(status).not.toBe(0);
      expect(output).toContain('DisplayNam');
      expect(existsSync(path.join(copy.root, 'cdk.out/manifest.json'))).toBe(true);
    }),
  );
});
