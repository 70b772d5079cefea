import type { PictureBox } from '../../../constructs/template';
import type { PictureEdge, PictureNode, TrustZone } from './picture-types';

/** What is shown of a box. */
export interface BoxText {
  readonly zone: TrustZone;
  readonly kind: PictureNode['kind'];
  readonly title: string;
  /** Last line of the box. @default - none */
  readonly note?: string;
}

/** Boxes of resources that stand apart wherever they are, in the order in which they are drawn. */
export const BOXES: Readonly<Record<PictureBox, BoxText>> = {
  gateway: { zone: 'services', kind: 'control', title: 'API' },
  functions: { zone: 'services', kind: 'control', title: 'Functions' },
  machines: { zone: 'services', kind: 'control', title: 'State machines' },
  scaling: { zone: 'services', kind: 'control', title: 'Application Auto Scaling', note: 'scales the models' },
  alarms: { zone: 'services', kind: 'control', title: 'CloudWatch alarms', note: 'roll back a release' },
  topics: { zone: 'services', kind: 'control', title: 'SNS topics' },
  queues: { zone: 'services', kind: 'store', title: 'SQS queues' },
  tables: { zone: 'services', kind: 'store', title: 'DynamoDB tables' },
  images: { zone: 'services', kind: 'store', title: 'Container images' },
  registry: { zone: 'services', kind: 'store', title: 'Model registry' },
  keys: { zone: 'services', kind: 'key', title: 'KMS keys' },
  buckets: { zone: 'services', kind: 'store', title: 'S3 buckets' },
  stores: { zone: 'services', kind: 'store', title: 'Other stores' },
  'flow-logs': { zone: 'audit', kind: 'audit', title: 'VPC flow logs' },
  trail: { zone: 'audit', kind: 'audit', title: 'CloudTrail' },
};

/** Stands for every group of models at the end of an edge. */
export const MODELS = 'models';

/** Edges that are worth drawing, by the boxes at their ends. */
export const DRAWN: Readonly<Record<string, Pick<PictureEdge, 'label' | 'kind'>>> = {
  'models buckets': { label: 'weights, results', kind: 'data' },
  'models topics': { label: 'success, error', kind: 'data' },
  'alarms topics': { label: 'notify', kind: 'control' },
  'gateway functions': { label: 'invokes', kind: 'request' },
  'functions models': { label: 'invoke', kind: 'request' },
  'functions tables': { label: '', kind: 'data' },
  'functions queues': { label: 'dead letters', kind: 'data' },
  'functions stores': { label: '', kind: 'data' },
  'trail audit-buckets': { label: 'writes', kind: 'audit' },
  'flow-logs audit-buckets': { label: 'writes', kind: 'audit' },
};
