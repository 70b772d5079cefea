import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { RESOURCE_FACTS, type ResourceFacts } from '../../constructs/template';

const spec = loadAwsServiceSpecSync();

interface Property {
  readonly type: {
    readonly type: string;
    readonly element?: Property['type'];
    readonly reference?: { readonly $ref: string };
  };
}

function resource(type: string) {
  const [found] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
  return found;
}

/** The first part of a path that CloudFormation does not know; undefined when it knows all. */
function unknownPart(type: string, path: string): string | undefined {
  let properties: Readonly<Record<string, Property>> | undefined = resource(type)?.properties;
  for (const step of path.split('.')) {
    if (step === '*') continue;
    // Below a document of JSON anything may stand.
    if (properties === undefined) return undefined;
    let inner = properties[step]?.type;
    if (inner === undefined) return step;
    while (inner.element !== undefined) inner = inner.element;
    properties =
      inner.reference === undefined ? undefined : spec.get('typeDefinition', inner.reference.$ref).properties;
  }
  return undefined;
}

/** Every path that the facts of a type name, with those of stores for properties that have all parts. */
function pathsOf(facts: ResourceFacts): readonly string[] {
  const all = {
    ProductionVariants: [{ ModelName: 'm', InstanceType: 'ml.p3.2xlarge' }, { InstanceType: 'ml.g5.xlarge' }],
    AsyncInferenceConfig: {},
    DataCaptureConfig: {},
    OnlineStoreConfig: {},
    OfflineStoreConfig: {},
  };
  const stores = typeof facts.stores === 'function' ? facts.stores(all) : (facts.stores ?? []);
  return [
    ...stores.flatMap(({ key, setting }) => [key, setting?.path]),
    ...(facts.policies ?? []).flatMap(({ path, attachesTo = [] }) => [path, ...attachesTo]),
    facts.managedPolicies,
    facts.schedule?.path,
    facts.logsTo,
    ...(facts.vpc?.(all) ?? []),
  ].filter((path) => path !== undefined);
}

test.each([...RESOURCE_FACTS])('CloudFormation knows %s, and every property that its facts name', (type, facts) => {
  expect(resource(type)).toBeDefined();
  expect(pathsOf(facts).filter((path) => unknownPart(type, path) !== undefined)).toEqual([]);
  const tags = resource(type)?.tagInformation?.tagPropertyName;
  if (tags !== undefined) expect(facts.tags ?? 'Tags').toBe(tags);
  else if (facts.tags !== undefined) expect(unknownPart(type, facts.tags)).toBeUndefined();
});

test('a property that does not exist is noticed', () => {
  expect(unknownPart('AWS::Kinesis::Stream', 'ResourcePolicy.PolicyDocument')).toBe('ResourcePolicy');
  expect(unknownPart('AWS::S3::Bucket', 'BucketEncryption.ServerSideEncryptionConfiguration.*.Key')).toBe('Key');
});
