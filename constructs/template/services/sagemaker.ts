import { hasLocalStorage } from '../../model/core';
import { awsOwned, notEncrypted, type InTransit, type ServiceFacts, type StorePart } from '../facts';
import { alternatives, isObject, itemsAt, itemsOf, valuesAt, type TemplateObject } from '../values';

const INVOKED: InTransit = { state: 'enforced', detail: 'TLS: the invocation API has no plaintext endpoint' };
const TO_BUCKET = awsOwned('the default encryption of the bucket that it writes to');
const FEATURES = awsOwned('no KMS key is named');
const VPC = ['VpcConfig.Subnets', 'VpcConfig.SecurityGroupIds'];

/** The production variants of an endpoint configuration, in every and in some case. */
export function productionVariants(properties: TemplateObject): readonly TemplateObject[] {
  return itemsOf(properties['ProductionVariants']).filter(isObject);
}

/** Whether a variant only has instances, on which inference components place the models. */
export function placesComponents(variant: TemplateObject): boolean {
  return alternatives(variant['ModelName']).every((name) => name === undefined);
}

/** Whether requests to an endpoint wait in a queue. */
export function isAsynchronous(properties: TemplateObject): boolean {
  return valuesAt(properties, 'AsyncInferenceConfig').some(isObject);
}

/** Instances of an endpoint configuration. */
export interface HostingInstances {
  /** Every instance type that a variant may have; a reference stands for one that is not known. */
  readonly types: readonly unknown[];
  /** Those with local NVMe storage, which the hardware encrypts and to which no KMS key can be applied. */
  readonly withLocalStorage: readonly string[];
}

/** The instances on which an endpoint configuration places models. */
export function hostingInstances(properties: TemplateObject): HostingInstances {
  const types = productionVariants(properties).flatMap((variant) => [
    ...itemsOf(variant['InstanceType']),
    ...itemsOf(variant['InstancePools']).flatMap((pool) => itemsAt(pool, 'InstanceType')),
  ]);
  const withLocalStorage = types.filter((type) => typeof type === 'string').filter(hasLocalStorage);
  return { types, withLocalStorage };
}

/** Parts of an endpoint configuration, as rule and evidence call them. */
export const STORAGE_VOLUME = 'storage volume';
export const ASYNC_OUTPUT = 'asynchronous output';
export const DATA_CAPTURE = 'data capture';

function endpointStores(properties: TemplateObject): readonly StorePart[] {
  const { types, withLocalStorage } = hostingInstances(properties);
  // SageMaker refuses a key for instances that have local storage only: there is no attached volume then.
  const hasVolume =
    types.length === 0 || withLocalStorage.length < types.length || itemsOf(properties['KmsKeyId']).length > 0;
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html: enabled unless it says no.
  const captures = valuesAt(properties, 'DataCaptureConfig').some(
    (one) => isObject(one) && !valuesAt(one, 'EnableCapture').every((is) => is === false || is === 'false'),
  );
  return [
    ...(hasVolume
      ? [
          {
            part: STORAGE_VOLUME,
            key: 'KmsKeyId',
            otherwise: notEncrypted('no KmsKeyId for the attached volume'),
            inTransit: INVOKED,
          },
        ]
      : []),
    ...(withLocalStorage.length === 0 ? [] : [localStorage(withLocalStorage)]),
    ...(isAsynchronous(properties)
      ? [{ part: ASYNC_OUTPUT, key: 'AsyncInferenceConfig.OutputConfig.KmsKeyId', otherwise: TO_BUCKET }]
      : []),
    ...(captures ? [{ part: DATA_CAPTURE, key: 'DataCaptureConfig.KmsKeyId', otherwise: TO_BUCKET }] : []),
  ];
}

function localStorage(types: readonly string[]): StorePart {
  return {
    part: `local NVMe storage of ${[...new Set(types)].sort().join(', ')}`,
    otherwise: { holder: 'hardware', detail: 'AES-256 by the instance hardware; a KMS key cannot be applied to it' },
    inTransit: { state: 'does not apply', detail: 'inside the instance' },
    notes: ['the hardware key is destroyed when the instance stops'],
  };
}

function featureStores(properties: TemplateObject): readonly StorePart[] {
  const has = (name: string): boolean => valuesAt(properties, name).some(isObject);
  return [
    ...(has('OnlineStoreConfig')
      ? [{ part: 'online store', key: 'OnlineStoreConfig.SecurityConfig.KmsKeyId', otherwise: FEATURES }]
      : []),
    ...(has('OfflineStoreConfig')
      ? [{ part: 'offline store', key: 'OfflineStoreConfig.S3StorageConfig.KmsKeyId', otherwise: FEATURES }]
      : []),
  ];
}

export const sagemaker: ServiceFacts = {
  'AWS::SageMaker::EndpointConfig': {
    stores: endpointStores,
    // With models in variants, each model has its own place.
    vpc: (properties) => (productionVariants(properties).some(placesComponents) ? VPC : []),
  },
  'AWS::SageMaker::FeatureGroup': { stores: featureStores, box: 'stores' },
  'AWS::SageMaker::Model': { vpc: () => VPC },
  'AWS::SageMaker::ModelPackageGroup': {
    policies: [{ kind: 'resource', path: 'ModelPackageGroupPolicy' }],
    box: 'registry',
  },
  'AWS::SageMaker::NotebookInstance': {
    exposure: {
      lookedFor: 'notebooks with direct internet access',
      reason: (properties) =>
        valuesAt(properties, 'DirectInternetAccess').every((access) => access === 'Disabled')
          ? undefined
          : 'notebook with direct internet access',
    },
  },
};
