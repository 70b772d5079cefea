import { hasLocalStorage } from '../../model';
import { NOT_APPLICABLE, type ComplianceRule } from '../rule';
import {
  type ResourceView,
  alternatives,
  fewestItems,
  isObject,
  isSet,
  isTrue,
  itemsOf,
  valuesAt,
} from '../../template';
import type { Problem } from '../template-check';
import { ENDPOINT_CONFIG, holdsComponents, isAsync, MODEL, variantsOf } from './shared/endpoints';
import { judge } from './shared/judge';
import { takesAccessLogs } from './shared/log-delivery';
import { STORE_KEYS } from './shared/stores';

const BUCKET = 'AWS::S3::Bucket';
const KEY = 'AWS::KMS::Key';
const GROUP = 'AWS::EC2::SecurityGroup';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

/** Data is encrypted with keys of the company, and models are out of reach of the internet. */
export const rule: ComplianceRule = {
  id: 'SEC-5',
  title:
    'Every store is encrypted with a customer managed key that rotates, models run isolated in a VPC, and no security group is public',
  remedy:
    'give the construct its encryptionKey and network (ProtectedBucket, HandlerFunction, the endpoint constructs); admit a security group instead of 0.0.0.0/0',
  resourceTypes: [...Object.keys(STORE_KEYS), ENDPOINT_CONFIG, MODEL, KEY, GROUP, INGRESS],
  check: (resource, context) => {
    const { type } = resource;
    if (type === ENDPOINT_CONFIG) return judge(configProblems(resource));
    if (type === MODEL) return judge(isolationProblems('model', resource));
    if (type === KEY) return isSymmetric(resource) ? judge(rotationProblems(resource)) : NOT_APPLICABLE;
    if (type === GROUP || type === INGRESS) return judge(ingressProblems(resource));
    // S3 cannot deliver its logs under a key of ours.
    if (type === BUCKET && takesAccessLogs(resource, context) && usesKeyOfS3(resource)) return NOT_APPLICABLE;
    return judge(storeProblems(resource));
  },
};

function storeProblems({ type, properties }: ResourceView): readonly Problem[] {
  const path = STORE_KEYS[type] ?? [];
  const location = `Properties.${path.filter((step) => step !== '*').join('.')}`;
  const keys = walk(properties, path);
  if (keys.length === 0 || keys.some((key) => key === undefined)) {
    return [{ problem: 'store is not encrypted with a customer managed key', location }];
  }
  const ofAws = keys.filter((key) => typeof key === 'string').find((key) => /(?:^|:)alias\/aws\//.test(key));
  return ofAws === undefined
    ? []
    : [
        {
          problem: `store is encrypted with the key ${ofAws} of AWS, and not with a customer managed key`,
          location,
        },
      ];
}

function walk(value: unknown, path: readonly string[]): readonly unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [value === '' || value === null ? undefined : value];
  if (step === '*') return itemsOf(value).flatMap((one) => walk(one, rest));
  return valuesAt(value, step).flatMap((one) => walk(one, rest));
}

function usesKeyOfS3({ properties }: ResourceView): boolean {
  return valuesAt(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration')
    .flatMap(itemsOf)
    .every((one) =>
      valuesAt(one, 'ServerSideEncryptionByDefault', 'SSEAlgorithm').every((algorithm) => algorithm === 'AES256'),
    );
}

function configProblems(config: ResourceView): readonly Problem[] {
  const variants = variantsOf(config);
  const problems: Problem[] = [];
  const types = variants.flatMap(({ value }) => [
    ...itemsOf(value['InstanceType']),
    ...itemsOf(value['InstancePools']).flatMap((pool) => valuesAt(pool, 'InstanceType')),
  ]);
  const local = types.filter((type) => typeof type === 'string' && hasLocalStorage(type));
  const location = 'Properties.KmsKeyId';
  if (local.length > 0 && local.length < types.length) {
    problems.push({
      problem:
        'endpoint configuration mixes instance types with and without local storage, so that no key can be given',
      location,
    });
  } else if (local.length === 0 && !isSet(config.properties, 'KmsKeyId')) {
    problems.push({ problem: 'endpoint configuration has no KmsKeyId for the storage of its instances', location });
  }
  if (isAsync(config) && !isSet(config.properties, 'AsyncInferenceConfig', 'OutputConfig', 'KmsKeyId')) {
    problems.push({
      problem: 'endpoint configuration has no KmsKeyId for the answers that it writes',
      location: 'Properties.AsyncInferenceConfig.OutputConfig.KmsKeyId',
    });
  }
  const capture = alternatives(config.properties['DataCaptureConfig']).filter(isObject);
  if (capture.some((one) => !isSet(one, 'KmsKeyId'))) {
    problems.push({
      problem: 'endpoint configuration has no KmsKeyId for the requests that it captures',
      location: 'Properties.DataCaptureConfig.KmsKeyId',
    });
  }
  // With models in variants, each model is isolated by itself.
  return variants.some(holdsComponents)
    ? [...problems, ...isolationProblems('endpoint configuration', config)]
    : problems;
}

function isolationProblems(what: string, { properties }: ResourceView): readonly Problem[] {
  const problems: Problem[] = [];
  if (!isTrue(properties, 'EnableNetworkIsolation')) {
    problems.push({
      problem: `${what} does not isolate its containers from the network (EnableNetworkIsolation)`,
      location: 'Properties.EnableNetworkIsolation',
    });
  }
  for (const part of ['Subnets', 'SecurityGroupIds']) {
    if (valuesAt(properties, 'VpcConfig', part).some((list) => fewestItems(list) === 0)) {
      problems.push({ problem: `${what} has no ${part} of a VPC`, location: `Properties.VpcConfig.${part}` });
    }
  }
  return problems;
}

function isSymmetric({ properties }: ResourceView): boolean {
  return valuesAt(properties, 'KeySpec').every((spec) => spec === undefined || spec === 'SYMMETRIC_DEFAULT');
}

function rotationProblems({ properties }: ResourceView): readonly Problem[] {
  return isTrue(properties, 'EnableKeyRotation')
    ? []
    : [{ problem: 'key does not rotate', location: 'Properties.EnableKeyRotation' }];
}

function ingressProblems({ type, properties }: ResourceView): readonly Problem[] {
  const single = type === INGRESS;
  const rules = single ? [properties] : itemsOf(properties['SecurityGroupIngress']);
  return rules.flatMap((one, index): readonly Problem[] => {
    const cidrs = [...valuesAt(one, 'CidrIp'), ...valuesAt(one, 'CidrIpv6')].filter((cidr) => typeof cidr === 'string');
    const from = cidrs.find((cidr) => EVERYWHERE.has(cidr));
    if (from === undefined) return [];
    const location = single ? 'Properties' : `Properties.SecurityGroupIngress.${index}`;
    return [{ problem: `security group admits the whole internet (${from})`, location }];
  });
}
