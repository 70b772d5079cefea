import { scheduleCheck } from '../../../constructs/compliance/definitions/schedules';
import { gatherEvidence } from '../../../lib/evidence';
import { evidenceInput } from './fixture';
import { ask } from '../../constructs/compliance/rules/serving-views';
import { contextOf, viewsOf } from '../../constructs/compliance/views';

// One entry in one service file.
jest.mock('../../../constructs/template/services/rds', () => ({
  rds: {
    'AWS::RDS::Ledger': {
      stores: [
        { key: 'Encryption.Key', otherwise: { holder: 'not encrypted', detail: 'no key' }, inTransit: 'policy' },
      ],
      policies: [{ kind: 'resource', path: 'AccessPolicy' }],
      tags: 'LedgerTags',
      schedule: { path: 'Snapshots.*.Schedule', kinds: ['rate'] },
      exposure: {
        lookedFor: 'ledgers on the internet',
        reason: ({ Public }: Readonly<Record<string, unknown>>) =>
          Public === true ? 'ledger on the internet' : undefined,
      },
      box: 'stores',
    },
  },
}));

const PLAINTEXT = {
  Effect: 'Deny',
  Principal: '*',
  Action: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const EVERYBODY = { Effect: 'Allow', Principal: '*', Action: 'rds:*' };

const RESOURCES = {
  Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true } },
  Good: {
    Type: 'AWS::RDS::Ledger',
    Properties: {
      Encryption: { Key: { Ref: 'Key' } },
      AccessPolicy: { Statement: [PLAINTEXT] },
      LedgerTags: [{ Key: 'data-class', Value: 'restricted' }],
    },
  },
  Bad: {
    Type: 'AWS::RDS::Ledger',
    Properties: { AccessPolicy: { Statement: [EVERYBODY] }, Public: true, Snapshots: [{ Schedule: 'rate(1 hours)' }] },
  },
};

describe('one entry in one service file', () => {
  const template = { Resources: RESOURCES };
  const views = viewsOf(template);

  test('has the rules ask about keys and open policies', () => {
    expect([
      ask('StoreEncryptedWithCustomerKey', views, 'Good'),
      ask('PolicyNoPublicPrincipal', views, 'Good'),
    ]).toEqual(['compliant', 'compliant']);
    expect(ask('StoreEncryptedWithCustomerKey', views, 'Bad')).toBe(
      'Properties.Encryption.Key: store is not encrypted with a customer managed key',
    );
    expect(ask('PolicyNoPublicPrincipal', views, 'Bad')).toMatch('statement allows everybody, without a condition');
  });

  test('has the check ask about its schedule', () => {
    const bad = views.find(({ logicalId }) => logicalId === 'Bad');
    expect(bad && scheduleCheck.check(bad, contextOf(views))).toEqual([
      {
        problem: "schedule 'rate(1 hours)' has the unit 'hours' for 1, which must be hour",
        location: 'Properties.Snapshots.0.Schedule',
      },
    ]);
    expect(scheduleCheck.resourceTypes).toContain('AWS::RDS::Ledger');
  });

  test('has the evidence show key, TLS, policy, tags, exposure and box', () => {
    const stack = {
      environment: 'prod',
      stack: 'prod/S',
      file: 's.json',
      sha256: '',
      region: 'eu-west-1',
      account: '3',
    };
    const model = gatherEvidence({ ...evidenceInput({ models: [] }), templates: [{ ...stack, template }] });
    const rows = model.encryption.filter(({ resourceType }) => resourceType === 'AWS::RDS::Ledger');
    expect(rows.map(({ label, atRest, inTransit }) => [label, atRest.holder, atRest.key, inTransit.state])).toEqual([
      ['S/Bad', 'not encrypted', undefined, 'not enforced'],
      ['S/Good', 'customer managed', 'S/Key', 'enforced'],
    ]);
    expect(model.resourcePolicies.map(({ label }) => label)).toEqual(['S/Bad', 'S/Good']);
    expect(model.inventory.find(({ logicalId }) => logicalId === 'Good')?.tags).toEqual({ 'data-class': 'restricted' });
    expect(model.networks.flatMap(({ publicResources }) => publicResources.map(({ reason }) => reason))).toEqual([
      'its policy allows everybody without a condition',
      'ledger on the internet',
    ]);
    expect(model.pictures.flatMap(({ nodes }) => nodes).filter(({ id }) => id === 'stores')).toMatchObject([
      { title: 'Other stores', lines: ['Bad', 'Good'] },
    ]);
  });
});
