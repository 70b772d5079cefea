import * as fc from 'fast-check';
import { parse } from '../../../../constructs/release/check-release.lambda';
import {
  checkRelease,
  personOf,
  type DescribedVersion,
  type ReleaseCheckInput,
} from '../../../../constructs/release/core';
import { AGREEING } from '../serving-stack';
import { GROUP, MODEL, registered, version } from '../world';

const user = (name: string) => `arn:aws:iam::333333333333:user/${name}`;

function input(changes: Partial<ReleaseCheckInput> = {}): ReleaseCheckInput {
  return {
    request: { model: 'churn', packageArn: version(14), cause: 'release', reason: 'better', actor: user('ops') },
    policy: MODEL.policy,
    group: GROUP,
    today: '2026-11-23',
    approversSettled: true,
    version: registered(14),
    approvals: [],
    stackStatus: 'UPDATE_COMPLETE',
    serves: false,
    endpoint: AGREEING,
    quotas: { read: true, applied: { 'ml.g5.2xlarge': 12 } },
    ...changes,
  };
}

const withVersion = (changes: Partial<DescribedVersion>) => ({
  version: registered(14, changes),
});
const metadata = (changes: Record<string, string | undefined>) => {
  const all = { ...registered(14).CustomerMetadataProperties, ...changes };
  return withVersion({ CustomerMetadataProperties: JSON.parse(JSON.stringify(all)) as Record<string, string> });
};
const codes = (changes: Partial<ReleaseCheckInput>) => checkRelease(input(changes)).refusals.map(({ code }) => code);
const high = { policy: { ...MODEL.policy, riskClass: 'high' as const } };
const decided = (decision: 'review' | 'approval' | 'withdrawal', who: string, at = '2026-11-23T09:00:00Z') => ({
  decision,
  at,
  actor: { arn: who },
});

test('accepts a version that meets everything', () => {
  expect(checkRelease(input())).toMatchObject({ outcome: 'accepted', refusals: [], cause: '' });
});

test.each([
  ['a version that does not exist', { version: undefined, versionProblem: 'no' }, 'NOT_REGISTERED'],
  ['a version of another model', withVersion({ ModelPackageGroupName: 'other' }), 'OTHER_MODEL'],
  ['a version that failed its validation', withVersion({ ModelPackageStatus: 'Failed' }), 'NOT_COMPLETE'],
  ['a pending version', withVersion({ ModelApprovalStatus: 'PendingManualApproval' }), 'NOT_APPROVED'],
  ['a version without metrics', metadata({ 'metric.auc': undefined }), 'NO_METRICS'],
  ['a version without the metric', metadata({ 'metric.auc': undefined, 'metric.f1': '1' }), 'NO_METRIC'],
  ['a metric that is no number', metadata({ 'metric.auc': 'good' }), 'NO_METRIC'],
  ['an empty metric', metadata({ 'metric.auc': ' ' }), 'NO_METRIC'],
  ['a metric below the floor', metadata({ 'metric.auc': '0.799' }), 'METRIC_WORSE'],
  ['no data hash', metadata({ 'training-data-hash': undefined }), 'NO_LINEAGE'],
  ['no image digest', withVersion({ InferenceSpecification: { Containers: [{ Image: 'a:b' }] } }), 'NO_LINEAGE'],
  ['expired readiness', { policy: { ...MODEL.policy, readinessExpires: '2026-11-22' } }, 'READINESS_EXPIRED'],
  ['incomplete readiness', { policy: { ...MODEL.policy, readinessExpires: undefined } }, 'NOT_READY'],
  ['too small a quota', { quotas: { read: true as const, applied: { 'ml.g5.2xlarge': 11 } } }, 'QUOTA'],
  ['a release in progress', { lockedBy: 'arn:other' }, 'IN_PROGRESS'],
  ['a stack that is being updated', { stackStatus: 'UPDATE_IN_PROGRESS' }, 'STACK_BUSY'],
  ['a stack that was never there', { stackStatus: 'ROLLBACK_COMPLETE' }, 'STACK_BROKEN'],
  ['a pin', { pin: { packageArn: version(13), reason: 'x', actor: 'y' } }, 'PINNED'],
  ['its author as approver', { approvals: [decided('approval', user('ana'))] }, 'SELF_APPROVAL'],
  ['nobody as approver', withVersion({ LastModifiedBy: undefined }), 'NO_APPROVER'],
  [
    'no author',
    {
      ...withVersion({
        CreatedBy: undefined,
        CustomerMetadataProperties: { ...registered(1).CustomerMetadataProperties, author: '' },
      }),
    },
    'NO_AUTHOR',
  ],
])('refuses %s', (_, changes, code) => {
  const { outcome, refusals, cause } = checkRelease(input(changes));
  expect(outcome).toBe('refused');
  expect(refusals.map((one) => one.code)).toEqual([code]);
  expect(refusals[0]?.remedy).not.toBe('');
  expect(cause).toContain(`${code}: `);
});

describe('the image', () => {
  const repository = '763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference';
  const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
  const allowing = (letter?: string) => ({
    policy: { ...MODEL.policy, image: { repository, ...(letter !== undefined && { digest: digestOf(letter) }) } },
  });
  const served = (...images: readonly string[]) =>
    withVersion({ InferenceSpecification: { Containers: images.map((Image) => ({ Image })) } });

  test('accepts the image of the policy, whatever its tag', () => {
    expect(codes({ ...allowing('b'), ...served(`${repository}@${digestOf('b')}`) })).toEqual([]);
    expect(codes({ ...allowing('b'), ...served(`${repository}:0.36.0@${digestOf('b')}`) })).toEqual([]);
  });

  test('refuses a new version with another build, and says which is allowed and what to do', () => {
    const { outcome, cause } = checkRelease(input({ ...allowing('b'), ...served(`${repository}@${digestOf('a')}`) }));
    expect(outcome).toBe('refused');
    expect(cause).toBe(
      `OTHER_IMAGE: a version of churn must be served by ${repository}@${digestOf('b')}, it names ${repository}@${digestOf('a')}; register it with that image, or change container in the file of churn and deploy`,
    );
  });

  test('allows every build of the repository where no digest is pinned, and none of another', () => {
    expect(codes({ ...allowing(), ...served(`${repository}@${digestOf('a')}`) })).toEqual([]);
    const other = checkRelease(input({ ...allowing(), ...served(`${repository}-fork@${digestOf('a')}`) }));
    expect(other.cause).toContain(`must be served by a build of ${repository}, it names ${repository}-fork@`);
  });

  test('takes the digest of the address, which is what is pulled, and not the one that whoever registers may give', () => {
    const tagged = { Image: `${repository}:latest`, ImageDigest: digestOf('b') };
    const registeredSo = withVersion({ InferenceSpecification: { Containers: [tagged] } });
    expect(codes({ ...allowing('b'), ...registeredSo })).toEqual(['OTHER_IMAGE']);
  });

  test('refuses each container of a version that is another', () => {
    const images = [`${repository}@${digestOf('b')}`, `${repository}@${digestOf('c')}`, 'python'];
    expect(codes({ ...allowing('b'), ...served(...images) })).toEqual(['OTHER_IMAGE', 'OTHER_IMAGE']);
  });

  test('lets a rollback go back to a version that was served by a former image, and a pin stay on one', () => {
    const former = { ...allowing('b'), ...served(`${repository}@${digestOf('a')}`) };
    const request = { ...input().request, cause: 'rollback' as const };
    expect(checkRelease(input({ ...former, request })).outcome).toBe('accepted');
    expect(checkRelease(input({ ...former, serves: true })).outcome).toBe('accepted');
  });
});

test('a ceiling holds a metric of which less is better', () => {
  const policy = { ...MODEL.policy, evaluation: [{ metric: 'rmse', ceiling: 2 }] };
  expect(codes({ policy, ...metadata({ 'metric.rmse': '2' }) })).toEqual([]);
  expect(codes({ policy, ...metadata({ 'metric.rmse': '2.01' }) })).toEqual(['METRIC_WORSE']);
});

test('readiness counts on its last day, and in production only', () => {
  expect(codes({ policy: { ...MODEL.policy, readinessExpires: '2026-11-23' } })).toEqual([]);
  expect(codes({ policy: { ...MODEL.policy, production: false, readinessExpires: undefined } })).toEqual([]);
});

test('names all that is wrong at once', () => {
  const version_ = registered(14, {
    ModelApprovalStatus: 'Rejected',
    CustomerMetadataProperties: { author: user('ben') },
  });
  expect(
    codes({
      version: version_,
      lockedBy: 'arn:other',
      pin: { packageArn: version(13), reason: 'x', actor: 'y' },
      quotas: { read: true, applied: { 'ml.g5.2xlarge': 1 } },
    }),
  ).toEqual(['IN_PROGRESS', 'NOT_APPROVED', 'PINNED', 'QUOTA', 'NO_METRICS', 'NO_LINEAGE', 'SELF_APPROVAL']);
});

test('one instance type of a pool with room is enough', () => {
  const policy = {
    ...MODEL.policy,
    capacity: [...MODEL.policy.capacity, { instanceType: 'ml.g6.2xlarge', instances: 12 }],
  };
  const quotas = { read: true as const, applied: { 'ml.g5.2xlarge': 2, 'ml.g6.2xlarge': 12 } };
  expect(checkRelease(input({ policy, quotas }))).toMatchObject({
    outcome: 'accepted',
    warnings: [expect.stringContaining('other types are left'), expect.anything()],
  });
});

describe('A high risk', () => {
  const two = [decided('review', user('cleo')), decided('approval', user('ben'))];

  test('takes two approvers who are not the author', () => {
    expect(codes({ ...high, approvals: two })).toEqual([]);
    expect(codes({ ...high, approvals: two.slice(0, 1) })).toEqual(['SECOND_APPROVER']);
    expect(codes({ ...high, approvals: two.slice(1) })).toEqual(['SECOND_APPROVER']);
    expect(codes({ ...high, approvals: [decided('review', user('ben')), ...two.slice(1)] })).toEqual([
      'SECOND_APPROVER',
    ]);
    expect(codes({ ...high, approvals: [decided('review', user('ana')), ...two.slice(1)] })).toEqual(['SELF_APPROVAL']);
  });

  test('an approval that was taken back does not count', () => {
    const later = decided('withdrawal', user('dana'), '2026-11-23T09:30:00Z');
    expect(codes({ ...high, approvals: [...two, later] })).toEqual(['SECOND_APPROVER']);
    const again = [
      decided('review', user('cleo'), '2026-11-23T09:40:00Z'),
      decided('approval', user('ben'), '2026-11-23T09:41:00Z'),
    ];
    expect(codes({ ...high, approvals: [...two, later, ...again] })).toEqual([]);
  });

  test('waits for CloudTrail, unless something else is wrong anyway', () => {
    expect(checkRelease(input({ ...high, approversSettled: false })).outcome).toBe('wait');
    expect(checkRelease(input({ ...high, approversSettled: false, lockedBy: 'x' })).outcome).toBe('refused');
  });
});

describe('A rollback', () => {
  const rollback = { ...input().request, cause: 'rollback' as const };

  test('passes whatever would hold it up in an emergency', () => {
    const pin = { packageArn: version(14), reason: 'x', actor: 'y' };
    const bare = withVersion({ CustomerMetadataProperties: {}, CreatedBy: undefined });
    const policy = { ...MODEL.policy, readinessExpires: '2020-01-01' };
    expect(
      codes({ request: rollback, ...bare, policy, pin, quotas: { read: true, applied: { 'ml.g5.2xlarge': 0 } } }),
    ).toEqual([]);
  });

  test('must have a reason, and an approved version to go to', () => {
    expect(codes({ request: { ...rollback, reason: ' ' } })).toEqual(['NO_REASON']);
    expect(codes({ request: { ...rollback, packageArn: undefined } })).toEqual(['NO_VERSION']);
    expect(codes({ request: rollback, ...withVersion({ ModelApprovalStatus: 'Rejected' }) })).toEqual(['NOT_APPROVED']);
  });
});

describe('Who is who', () => {
  test('sessions of one role cannot be told apart, unless the identity provider names them', () => {
    const session = (role: string, name: string) => ({ arn: `arn:aws:sts::333333333333:assumed-role/${role}/${name}` });
    expect(personOf(session('Developer', 'ana'))).toBe(personOf(session('Developer', 'ben')));
    expect(personOf(session('Developer', 'ana'))).toBe(
      personOf({ arn: 'arn:aws:iam::333333333333:role/path/Developer' }),
    );
    const sso = 'AWSReservedSSO_Approver_0123456789abcdef';
    expect(personOf(session(sso, 'ana@example.com'))).not.toBe(personOf(session(sso, 'ben@example.com')));
    expect(personOf(session(sso, 'ana@example.com'))).toBe(
      personOf(session('AWSReservedSSO_Admin_1', 'Ana@example.com')),
    );
    expect(personOf({ ...session('Developer', 'x'), sourceIdentity: 'ana' })).not.toBe(
      personOf({ ...session('Developer', 'x'), sourceIdentity: 'ben' }),
    );
  });

  test('nobody who may be the author is ever the approver of an accepted release', () => {
    const person = fc.constantFrom(
      user('ana'),
      user('ben'),
      user('cleo'),
      'arn:aws:sts::333333333333:assumed-role/Developer/a',
      'arn:aws:sts::333333333333:assumed-role/Developer/b',
      'arn:aws:sts::333333333333:assumed-role/AWSReservedSSO_Dev_1/ana@example.com',
    );
    const fact = fc.record({
      decision: fc.constantFrom('review' as const, 'approval' as const, 'withdrawal' as const),
      at: fc.constantFrom('2026-11-23T09:00:00Z', '2026-11-23T09:01:00Z', '2026-11-23T09:02:00Z'),
      actor: person.map((arn) => ({ arn })),
    });
    const risk = fc.constantFrom('low' as const, 'high' as const);
    fc.assert(
      fc.property(person, person, fc.array(fact, { maxLength: 6 }), risk, (author, modifier, approvals, riskClass) => {
        const changes = {
          policy: { ...MODEL.policy, riskClass },
          approvals,
          ...withVersion({
            CreatedBy: { IamIdentity: { Arn: author } },
            LastModifiedBy: { IamIdentity: { Arn: modifier } },
            CustomerMetadataProperties: { ...registered(14).CustomerMetadataProperties, author },
          }),
        };
        const { outcome } = checkRelease(input(changes));
        const of = (...decisions: string[]) => approvals.filter(({ decision }) => decisions.includes(decision));
        const last = (facts: typeof approvals) =>
          facts
            .map(({ at }) => at)
            .sort()
            .at(-1) ?? '';
        const approved = of('approval').filter(({ at }) => at > last(of('withdrawal')));
        if (outcome !== 'accepted') return;
        const approvers = approved.filter(({ at }) => at === last(approved)).map(({ actor }) => personOf(actor));
        const possible = approvers.length > 0 ? approvers : [personOf({ arn: modifier })];
        expect(possible.some((one) => one !== personOf({ arn: author }))).toBe(true);
        if (riskClass === 'high') {
          const people = new Set(of('approval', 'review').map(({ actor }) => personOf(actor)));
          people.delete(personOf({ arn: author }));
          expect(people.size).toBeGreaterThanOrEqual(2);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('the function fails on an input that the machine did not read whole', () => {
  expect(() => parse({ request: {} })).toThrow(
    'the input of a release check has no policy, no group, no today, no approversSettled, no approvals, no stackStatus, no serves, no endpoint, no quotas',
  );
  expect(() => parse('text')).toThrow('must be an object');
});
