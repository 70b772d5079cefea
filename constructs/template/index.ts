export * from './assembly';
export * from './exposure';
export * from './facts';
export * from './governance';
export * from './policies';
export * from './references';
export * from './resource';
export { factsOf, RESOURCE_FACTS, typesWith } from './services';
export { rangeOfAnywhere } from './services/ec2';
export { KEY_TYPES, rotationOf, type Rotation } from './services/kms';
export { openBlocks } from './services/s3';
export {
  ASYNC_OUTPUT,
  DATA_CAPTURE,
  hostingInstances,
  isAsynchronous,
  placesComponents,
  productionVariants,
  STORAGE_VOLUME,
  type HostingInstances,
} from './services/sagemaker';
export * from './stack';
export * from './statement';
export * from './stores';
export * from './tags';
export * from './values';
export * from './vpc';
