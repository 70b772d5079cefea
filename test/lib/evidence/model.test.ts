import { SERVING_MODE_NAMES, servingMode } from '../../../constructs/model';
import { gatherEvidence, type EvidenceInput } from '../../../lib/evidence';
import { evidenceInput } from './fixture';

const model = gatherEvidence(evidenceInput());

/** The one item that answers; fails the test when there is not exactly one. */
function only<T>(items: readonly T[], answers: (item: T) => boolean): T {
  const found = items.filter(answers);
  expect(found).toHaveLength(1);
  const [first] = found;
  if (first === undefined) throw new Error('nothing found');
  return first;
}

describe('verdict', () => {
  test('is refused as soon as one finding is not acknowledged', () => {
    expect(model.verdict).toBe('refused');
    expect(model.findings.map(({ rule, path }) => [rule, path])).toEqual([
      ['AwsSolutions-SNS3', 'prod/Foundation/PlainTopic'],
    ]);
    expect(model.environments.map(({ name, status }) => [name, status])).toEqual([
      ['dev', 'passed'],
      ['staging', 'passed'],
      ['prod', 'refused'],
    ]);
  });

  test('is passed when every finding is acknowledged', () => {
    expect(gatherEvidence(evidenceInput({ refused: false })).verdict).toBe('passed');
  });

  test('is refused without a gate result', () => {
    const refused = gatherEvidence({ ...evidenceInput({ refused: false }), gate: undefined });
    expect(refused.verdict).toBe('refused');
    expect(refused.environments[0]?.status).toBe('not evaluated');
  });
});

test('production comes last, whatever the order of the files', () => {
  const input = evidenceInput();
  const turned = gatherEvidence({ ...input, environments: input.environments.toReversed() });
  expect(turned.environments.map(({ name }) => name)).toEqual(['staging', 'dev', 'prod']);
});

describe('denominators', () => {
  test('count evaluated as passed, failed and acknowledged, and not applicable apart', () => {
    const control = only(
      model.controls,
      ({ environment, control: id }) => environment === 'prod' && id === 'AwsSolutions-IAM5',
    );
    expect(control).toMatchObject({
      evaluated: 10,
      passed: 7,
      failed: 0,
      acknowledged: 3,
      notApplicable: 4,
      status: 'acknowledged',
    });
  });

  test('list a rule that met no resource as not applicable', () => {
    const control = only(
      model.controls,
      ({ environment, control: id }) => environment === 'dev' && id === 'AwsSolutions-RDS2',
    );
    expect(control).toMatchObject({ evaluated: 0, notApplicable: 0, status: 'not applicable' });
  });

  test('list a requirement that nothing checks as such', () => {
    const control = only(model.controls, ({ environment, control: id }) => environment === 'prod' && id === 'DR-1');
    expect(control.status).toBe('no rule exists');
    expect(only(model.requirements, ({ id }) => id === 'DR-1').results.map(({ status }) => status)).toEqual([
      'no rule exists',
      'no rule exists',
      'no rule exists',
    ]);
  });

  test('name the packs that were not chosen', () => {
    expect(model.packsNotChosen['prod']).toEqual(['HIPAASecurity', 'PCIDSS321', 'Serverless']);
  });
});

describe('acknowledgements', () => {
  test('say who answers, until when, and what they hide', () => {
    const waiver = only(model.acknowledgements, ({ origin }) => origin === 'waiver');
    expect(waiver).toMatchObject({
      rule: 'AwsSolutions-S1',
      expires: '2027-01-31',
      daysLeft: 69,
      ticket: 'SEC-1042',
      environments: ['dev', 'staging', 'prod'],
      source: 'config/waivers.yaml:4',
    });
    expect(waiver.hid.map(({ path }) => path)).toEqual([
      'dev/Foundation/AccessLogs/Resource',
      'prod/Foundation/AccessLogs/Resource',
      'staging/Foundation/AccessLogs/Resource',
    ]);
  });

  test('of the engine are one row however many constructs they stand at, with the compensating control apart', () => {
    const engine = only(model.acknowledgements, ({ origin }) => origin === 'engine');
    expect(engine.hid).toHaveLength(9);
    expect(engine.compensatingControl).toBe('the wildcard ends at the log groups of SageMaker.');
    expect(engine.daysLeft).toBeUndefined();
  });
});

describe('requirements', () => {
  test('lead to rules and to the resources that meet them', () => {
    const requirement = only(model.requirements, ({ id }) => id === 'SRV-1');
    expect(requirement.rules).toEqual([
      'AiProduction-EndpointKeepsTwoInstances',
      'AiProduction-ModelSubnetsInTwoZones',
    ]);
    expect(
      only(requirement.results, ({ environment }) => environment === 'prod').witnesses.map(({ path }) => path),
    ).toEqual([
      'prod/Serving-assistant/Endpoint',
      'prod/Serving-assistant/Model',
      'prod/Serving-churn/Endpoint',
      'prod/Serving-churn/Model',
      'prod/Serving-document-extraction/Endpoint',
      'prod/Serving-document-extraction/Model',
    ]);
  });

  test('share a rule that helps to meet several', () => {
    const shared = 'AiProduction-ModelSubnetsInTwoZones';
    const meeting = model.requirements.filter(({ rules }) => rules.includes(shared));
    expect(meeting.map(({ id }) => id)).toEqual(['SRV-1', 'SEC-5']);
    const row = only(model.controls, ({ environment, control }) => environment === 'prod' && control === shared);
    expect(row.requirements).toEqual(['SRV-1', 'SEC-5']);
  });

  test('are none for a check of the pack and for the rules of cdk-nag', () => {
    const without = model.controls.filter(({ requirements }) => requirements.length === 0);
    expect(new Set(without.map(({ control }) => control))).toContain('AiProduction-IAM-EFFECT');
    expect(without.every(({ pack, control }) => pack !== 'AiProduction' || control.includes('-IAM-'))).toBe(true);
  });
});

describe('encryption', () => {
  const store = (label: string, part = '') =>
    only(model.encryption, (row) => row.environment === 'prod' && row.label === label && row.part.startsWith(part));

  test('finds the key of a store in another stack', () => {
    expect(store('Serving-document-extraction/Config', 'storage').atRest).toEqual({
      holder: 'customer managed',
      key: 'Foundation/Key-restricted',
      detail: 'KMS key Foundation/Key-restricted',
    });
    expect(store('Serving-document-extraction/Config', 'asynchronous').atRest.key).toBe('Foundation/Key-restricted');
  });

  test('says that the key of an endpoint does not apply to local disks', () => {
    expect(store('Serving-churn/Config', 'local NVMe').atRest.holder).toBe('hardware');
  });

  test('tells a policy that enforces TLS from none', () => {
    expect(store('Foundation/Audit').inTransit.state).toBe('enforced');
    expect(store('Foundation/DeadLetters').inTransit.state).toBe('not enforced');
  });

  test('says of a bucket of access logs why it has no key of the company', () => {
    expect(store('Foundation/AccessLogs')).toMatchObject({
      atRest: { holder: 'AWS owned', detail: 'SSE-S3 (AES-256)' },
      notes: ['takes access logs, which S3 delivers under this key only'],
    });
  });

  test('does not call a topic without a key encrypted', () => {
    expect(store('Foundation/PlainTopic').atRest.holder).toBe('not encrypted');
  });
});

describe('network', () => {
  const network = () => only(model.networks, ({ environment }) => environment === 'prod');

  test('says which subnets have no route to the internet', () => {
    expect(network().subnets.map(({ zone, internet, routes }) => ({ zone, internet, routes }))).toEqual([
      { zone: 'eu-west-1a', internet: false, routes: [] },
      { zone: 'eu-west-1b', internet: false, routes: [] },
    ]);
    expect(network().vpcs).toMatchObject([{ cidr: '10.30.0.0/16', flowLogs: true }]);
  });

  test('follows security groups across stacks and drops the rule that stands for nothing', () => {
    const group = only(network().securityGroups, ({ label }) => label === 'Serving-churn/Group');
    expect(group.usedBy).toEqual(['Serving-churn/Model']);
    expect(group.rules).toEqual([
      {
        group: 'Serving-churn/Group',
        direction: 'to',
        peer: 'Foundation/EndpointGroup',
        ports: 'tcp 443',
        description: 'VPC endpoints',
      },
    ]);
  });

  test('prints endpoint policies, and none for the default that allows everything', () => {
    const policies = Object.fromEntries(network().endpoints.map(({ service, policy }) => [service, policy]));
    expect(policies['sagemaker.runtime']).toEqual([]);
    expect(policies['s3']).toEqual([
      'Allow s3:GetObject, s3:PutObject on * to * if StringEquals aws:ResourceAccount = {account}',
    ]);
  });

  test('names buckets that do not block public access', () => {
    expect(network().publicResources.map(({ label }) => label)).toEqual(['Foundation/Artifacts', 'Foundation/Audit']);
  });
});

describe('identities', () => {
  test('put actions by access level, on resources by name, with the class of the data', () => {
    const role = only(model.identities, ({ path }) => path === 'prod/Serving-churn/Role/Resource');
    expect(role.assumedBy).toEqual(['sagemaker.amazonaws.com']);
    expect(role.grants).toContainEqual({
      access: 'Read',
      actions: ['s3:GetObject'],
      resources: ['Foundation/Artifacts/models/churn/*'],
      dataClasses: ['confidential'],
      conditions: ['aws:PrincipalTag/ServedModel = churn'],
    });
    expect(role.grants.map(({ access }) => access)).toEqual(['Write', 'Write', 'Read']);
  });

  test('turn into who may read which class of data', () => {
    const access = only(model.dataAccess, ({ environment }) => environment === 'prod');
    expect(access).toMatchObject({ dataClass: 'confidential', access: 'Read' });
    expect(access.roles).toHaveLength(3);
  });
});

test('the inventory has path, tags and Region of every resource', () => {
  expect(only(model.inventory, ({ path }) => path === 'prod/Foundation/Artifacts/Resource')).toMatchObject({
    type: 'AWS::S3::Bucket',
    region: 'eu-west-1',
    tags: { dataClass: 'confidential' },
  });
});

test('the picture titles models by their serving mode, also those that the configuration does not know', () => {
  const titles = (input: EvidenceInput) =>
    gatherEvidence(input).pictures.map(({ nodes }) =>
      nodes.filter(({ kind }) => kind === 'model').map(({ title }) => title),
    );
  const input = evidenceInput();
  const modes = SERVING_MODE_NAMES.map((mode) => servingMode(mode).title);
  expect(modes.toSorted()).toEqual(['Asynchronous', 'Real-time', 'Real-time to zero']);
  expect(titles(input)).toEqual([modes.toSorted(), modes.toSorted(), modes.toSorted()]);
  const undeclared = input.environments.map((environment) => ({ ...environment, models: [] }));
  expect(titles({ ...input, environments: undeclared })).toEqual(titles(input));
});
