import { removeSamples, Sample } from '../sample';

afterAll(removeSamples);

const CHURN = 'models/churn.yaml';
const ASSISTANT = 'models/assistant.yaml';
const DOCUMENTS = 'models/document-extraction.yaml';
const PROD = 'environments/prod.yaml';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const IMAGE = '333333333333.dkr.ecr.eu-west-1.amazonaws.com/models/churn';

describe('instance types', () => {
  test('fails on a size that does not exist, with the sizes of the family', () => {
    const sample = new Sample().edit(DOCUMENTS, 'ml.g6.xlarge', 'ml.g6.3xlarge');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-INSTANCE-TYPE',
      path: 'serving.instanceTypes[0]',
      line: sample.lineOf(DOCUMENTS, 'ml.g6.3xlarge'),
      what: 'ml.g6.3xlarge is not an instance type for SageMaker hosting',
      allowed: expect.stringContaining('ml.g6.2xlarge') as string,
      remedy: 'did you mean ml.g6.2xlarge',
    });
  });

  test('fails on an EC2 name, with the name for hosting', () => {
    expect(new Sample().edit(DOCUMENTS, 'ml.g6.xlarge', 'g6.xlarge').problem().remedy).toBe(
      'did you mean ml.g6.xlarge',
    );
  });

  test('fails on a family that the engine does not know, with the reason', () => {
    const problem = new Sample().edit(DOCUMENTS, 'ml.g6.xlarge', 'ml.inf2.xlarge').problem();
    expect(problem.what).toBe('family inf2 is not supported: it needs models compiled for Neuron');
  });

  test('fails on a type that stands twice', () => {
    const problem = new Sample().edit(CHURN, 'ml.g6.2xlarge', 'ml.g5.2xlarge').problem();
    expect(problem).toMatchObject({ path: 'serving.instanceTypes[1]', what: 'ml.g5.2xlarge stands twice' });
  });

  test('fails in one environment, at the line of its override', () => {
    const sample = new Sample().edit(CHURN, '[ml.g5.xlarge]', '[ml.g5.xlrge]');
    expect(sample.problem()).toMatchObject({
      environment: 'dev',
      model: 'churn',
      line: sample.lineOf(CHURN, 'xlrge'),
      path: 'environments.dev.serving.instanceTypes[0]',
    });
  });

  test('fails when a copy needs more GPUs than an instance has', () => {
    const problem = new Sample().edit(ASSISTANT, 'acceleratorsPerCopy: 4', 'acceleratorsPerCopy: 8').problem();
    expect(problem).toMatchObject({ rule: 'CONFIG-ACCELERATORS', what: 'one copy needs 8 GPUs, ml.g6.12xlarge has 4' });
  });

  test('fails when the container needs a GPU and the instance has none', () => {
    const sample = new Sample()
      .edit(ASSISTANT, 'ml.g6.12xlarge', 'ml.c7i.4xlarge')
      .edit(ASSISTANT, /acceleratorsPerCopy.*\n/, '\n');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-ACCELERATORS',
      what: 'the container lmi needs a GPU, ml.c7i.4xlarge has none',
    });
  });

  test('accepts Triton on CPU instances', () => {
    expect(new Sample().edit(DOCUMENTS, 'ml.g6.xlarge', 'ml.c7i.4xlarge').problems()).toEqual([]);
  });

  test('fails when the copies do not fit on the instances', () => {
    const problem = new Sample().edit(ASSISTANT, 'minCopies: 2', 'minCopies: 3').problem();
    expect(problem).toMatchObject({
      rule: 'CONFIG-CAPACITY',
      what: '3 copies need 3 instances, minInstances is 2',
      remedy: 'raise minInstances to 3, or lower minCopies to 2',
    });
  });
});

describe('scaling', () => {
  test('fails when the fewest are more than the most', () => {
    const sample = new Sample().edit(CHURN, 'minInstances: 2', 'minInstances: 7');
    const [problem] = sample.problems();
    expect(problem).toMatchObject({
      rule: 'CONFIG-SCALING',
      line: sample.lineOf(CHURN, 'minInstances: 7'),
      path: 'serving.scaling.minInstances',
      what: 'minInstances (7) is above maxInstances (6)',
      requirement: 'SRV-2',
    });
  });

  test('fails on a realtime model with one instance in production', () => {
    const problem = new Sample().edit(CHURN, 'minInstances: 2', 'minInstances: 1').problem();
    expect(problem).toMatchObject({
      rule: 'CONFIG-FLOOR',
      environment: 'prod',
      what: 'a realtime model in production needs at least 2 instances, one per zone, got 1',
      requirement: 'SRV-1',
    });
  });

  test('fails below the scaling floor of the environment', () => {
    const problem = new Sample().edit(PROD, 'scalingFloor: 2', 'scalingFloor: 3').problem();
    expect(problem).toMatchObject({
      rule: 'CONFIG-FLOOR',
      what: 'minInstances is 2, the scaling floor of prod is 3',
      requirement: 'SRV-5',
    });
  });

  test('lets async and realtime-to-zero go to zero in production', () => {
    const zero = new Sample().edit(
      ASSISTANT,
      'minInstances: 2, maxInstances: 6, minCopies: 2',
      'minInstances: 0, maxInstances: 6, minCopies: 0',
    );
    expect(zero.problems()).toEqual([]);
  });

  test('fails when the declared peak needs more than scaling may start', () => {
    const target = 'targetConcurrencyPerInstance: 8';
    const sample = new Sample()
      .edit(CHURN, target, `${target}, peakConcurrency: 49`)
      .edit(CHURN, 'minInstances: 2, maxInstances: 2', 'minInstances: 2, maxInstances: 7')
      .edit(CHURN, 'minInstances: 2, maxInstances: 3', 'minInstances: 2, maxInstances: 7');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-SCALING',
      environment: 'prod',
      line: sample.lineOf(CHURN, 'peakConcurrency'),
      path: 'serving.scaling.peakConcurrency',
      what: '49 concurrent requests need 7 instances, maxInstances is 6',
      remedy: 'raise maxInstances to 7, or lower peakConcurrency to 48',
      requirement: 'SRV-2',
    });
    const copies = 'targetConcurrencyPerCopy: 16';
    const problems = new Sample().edit(ASSISTANT, copies, `${copies}, peakConcurrency: 17`).problems();
    expect(problems.map(({ environment, what }) => `${environment}: ${what}`)).toEqual([
      'dev: 17 concurrent requests need 2 copies, maxCopies is 1',
    ]);
  });

  test('fails on a latency objective beyond what SageMaker allows a request', () => {
    const sample = new Sample().edit(CHURN, 'latencyP99Milliseconds: 200', 'latencyP99Milliseconds: 60001');
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-OBJECTIVE', requirement: 'SRV-6' });
    expect(new Sample().edit(ASSISTANT, '8000', '480000').problems()).toEqual([]);
    expect(new Sample().edit(DOCUMENTS, '600000', '3600001').problem().rule).toBe('CONFIG-OBJECTIVE');
  });
});

describe('capacity', () => {
  test('fails when blue/green does not fit into the granted quota, and names rolling', () => {
    const sample = new Sample().edit(PROD, 'ml.g5.2xlarge: 12', 'ml.g5.2xlarge: 11');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-CAPACITY',
      file: 'config/environments/prod.yaml',
      path: 'quotas.ml.g5.2xlarge',
      what: 'a release of all models needs 12 ml.g5.2xlarge, 11 are granted: churn 12 (blue/green, twice maxInstances)',
      remedy: 'ask AWS for 12, lower maxInstances, or use strategy rolling for churn (then 9)',
      requirement: 'REL-1',
    });
  });

  test('counts the instances of copies, within which a batch has its room', () => {
    const problem = new Sample().edit(PROD, 'ml.g6.12xlarge: 6', 'ml.g6.12xlarge: 5').problem();
    expect(problem).toMatchObject({
      what: 'a release of all models needs 6 ml.g6.12xlarge, 5 are granted: assistant 6',
      remedy: 'ask AWS for 6, lower maxInstances',
    });
  });

  test('adds up the models that share a type', () => {
    const problem = new Sample().edit(DOCUMENTS, '[ml.g6.xlarge]', '[ml.g6.2xlarge]').problem();
    expect(problem.what).toContain('needs 20 ml.g6.2xlarge, 12 are granted: churn 12');
  });

  test('does not judge what is not declared', () => {
    expect(new Sample().edit(PROD, /quotas:.*\n/, '').problems()).toEqual([]);
  });

  test('fails on a quota for a type that does not exist', () => {
    const problem = new Sample().edit(PROD, 'ml.g6.xlarge: 8', 'ml.g6.xlrge: 8').problem();
    expect(problem).toMatchObject({
      rule: 'CONFIG-INSTANCE-TYPE',
      environment: 'prod',
      remedy: 'did you mean ml.g6.xlarge',
    });
  });
});

describe('containers', () => {
  test('fails when a container does not read the batching of the configuration', () => {
    expect(new Sample().edit(CHURN, 'framework: lmi', 'framework: triton').problem()).toMatchObject({
      rule: 'CONFIG-CONTAINER',
      path: 'serving.batching',
      what: 'framework triton does not read batching from the configuration',
      remedy: 'write dynamic_batching into the config.pbtxt of the model, and remove the key',
    });
  });

  test('fails without framework and image', () => {
    expect(new Sample().edit(CHURN, '  framework: lmi\n', '').problem()).toMatchObject({
      rule: 'CONFIG-CONTAINER',
      path: 'container',
      what: 'neither framework nor image is given',
    });
  });

  test('fails with both', () => {
    const sample = new Sample().edit(CHURN, 'framework: lmi', `framework: lmi\n  image: ${IMAGE}@${DIGEST}`);
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-CONTAINER', what: 'framework and image are both given' });
  });

  test('does not call a misspelt framework a missing one', () => {
    const sample = new Sample().edit(CHURN, 'framework: lmi', 'framework: lmii');
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-VALUE', remedy: 'did you mean lmi' });
  });

  test('accepts an image with digest', () => {
    expect(new Sample().edit(CHURN, 'framework: lmi', `image: ${IMAGE}:7@${DIGEST}`).problems()).toEqual([]);
  });

  test('fails on an image with a tag alone in production', () => {
    expect(new Sample().edit(CHURN, 'framework: lmi', `image: ${IMAGE}:7`).problem()).toMatchObject({
      rule: 'CONFIG-IMAGE',
      environment: 'prod',
      remedy: 'add @sha256:<digest> to the image',
    });
  });

  test('fails on an image with neither tag nor digest anywhere', () => {
    const problems = new Sample().edit(CHURN, 'framework: lmi', `image: ${IMAGE}`).problems();
    expect(problems.map(({ rule }) => rule)).toEqual(['CONFIG-IMAGE', 'CONFIG-IMAGE']);
  });

  test('fails on an image in another Region', () => {
    const image = `${IMAGE}@${DIGEST}`.replace('eu-west-1', 'eu-west-2');
    const problem = new Sample().edit(CHURN, 'framework: lmi', `image: ${image}`).problems()[0];
    expect(problem?.what).toBe(
      'the image lies in eu-west-2, SageMaker pulls from the Region of the endpoint, eu-west-1',
    );
  });

  test('fails on an image that is not in ECR', () => {
    const problem = new Sample().edit(CHURN, 'framework: lmi', 'image: docker.io/library/triton:1').problem();
    expect(problem).toMatchObject({ rule: 'CONFIG-FORMAT', path: 'container.image' });
  });

  test('fails on a key that belongs to the framework beside an image', () => {
    const sample = new Sample().edit(CHURN, 'framework: lmi', `image: ${IMAGE}@${DIGEST}\n  tag: '7'`);
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-CONTAINER', path: 'container.tag' });
  });

  describe('in a Region without a registry of AWS', () => {
    function inIsrael(): Sample {
      return new Sample()
        .edit('company.yaml', '[eu-west-1, eu-central-1]', '[eu-west-1, il-central-1]')
        .edit(PROD, 'recoveryRegion: eu-central-1', 'recoveryRegion: il-central-1');
    }

    test('fails for each model with a framework', () => {
      const problems = inIsrael().problems();
      expect(problems.map(({ model }) => model)).toEqual(['assistant', 'churn', 'document-extraction']);
      expect(problems[0]).toMatchObject({
        rule: 'CONFIG-IMAGE',
        environment: 'prod',
        what: 'no registry account of AWS Deep Learning Containers is known in il-central-1',
      });
    });

    test('accepts the account of a mirror', () => {
      const sample = inIsrael();
      for (const file of [CHURN, DOCUMENTS, ASSISTANT]) {
        sample.edit(file, /framework: (\w+)/, "framework: $1\n  repositoryAccount: '333333333333'");
      }
      expect(sample.problems()).toEqual([]);
    });
  });
});

describe('readiness', () => {
  test('fails in production without an item', () => {
    const sample = new Sample().edit(CHURN, /  userValidation:\n    \{[^}]*\}\n/, '');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-READINESS',
      line: sample.lineOf(CHURN, 'readiness:'),
      path: 'readiness.userValidation',
      what: 'production needs the readiness item userValidation',
      requirement: 'RDY-1',
      environment: 'prod',
      model: 'churn',
    });
  });

  test('fails six times in production without any', () => {
    const sample = new Sample();
    sample.write(CHURN, sample.read(CHURN).replace(/readiness:[^]*?# What differs/, '# What differs'));
    expect(sample.problems()).toHaveLength(6);
  });

  test('accepts a model without evidence that production leaves out', () => {
    const sample = new Sample().edit(CHURN, 'environments:\n', 'environments:\n  prod: { enabled: false }\n');
    sample.write(CHURN, sample.read(CHURN).replace(/readiness:[^]*?# What differs/, '# What differs'));
    expect(sample.problems()).toEqual([]);
  });

  test('fails the day after the evidence expired, and not on its last day', () => {
    const sample = new Sample();
    expect(sample.problems('2027-09-07').filter(({ rule }) => rule === 'CONFIG-READINESS')).toEqual([]);
    const expired = sample.problems('2027-09-08');
    expect(expired.map(({ model, path }) => `${model} ${path}`)).toEqual([
      'assistant readiness.businessCase.date',
      'assistant readiness.executiveSponsor.date',
    ]);
    expect(expired[0]).toMatchObject({
      what: 'the evidence of 2026-09-07 expired on 2027-09-07',
      remedy: 'renew the evidence and its date',
    });
  });

  test('takes the validity from the item, then from the company', () => {
    const item = new Sample().edit(CHURN, 'date: 2026-09-14', 'date: 2026-09-14, validityDays: 69');
    expect(item.problem()).toMatchObject({ what: 'the evidence of 2026-09-14 expired on 2026-11-22' });
    const company = new Sample().edit('company.yaml', 'platformOwner:', 'readinessValidityDays: 60\nplatformOwner:');
    expect(company.problems().length).toBeGreaterThan(5);
  });

  test('fails on evidence from the future, in every environment', () => {
    const problem = new Sample().edit(CHURN, 'date: 2026-10-05', 'date: 2026-11-24').problem();
    expect(problem).toMatchObject({
      rule: 'CONFIG-READINESS',
      what: 'the date 2026-11-24 is after 2026-11-23, the day of evaluation',
    });
  });
});
