import type { PictureEdge, PictureNode, TrustZone } from './picture-types';

/** Kinds of resource that make a box of their own wherever they stand. */
export const BOXES: readonly {
  id: string;
  zone: TrustZone;
  kind: PictureNode['kind'];
  title: string;
  note?: string;
  types: readonly string[];
}[] = [
  {
    id: 'gateway',
    zone: 'services',
    kind: 'control',
    title: 'API',
    types: ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'],
  },
  { id: 'functions', zone: 'services', kind: 'control', title: 'Functions', types: ['AWS::Lambda::Function'] },
  {
    id: 'machines',
    zone: 'services',
    kind: 'control',
    title: 'State machines',
    types: ['AWS::StepFunctions::StateMachine'],
  },
  {
    id: 'scaling',
    zone: 'services',
    kind: 'control',
    title: 'Application Auto Scaling',
    note: 'scales the models',
    types: ['AWS::ApplicationAutoScaling::ScalableTarget'],
  },
  {
    id: 'alarms',
    zone: 'services',
    kind: 'control',
    title: 'CloudWatch alarms',
    note: 'roll back a release',
    types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  },
  { id: 'topics', zone: 'services', kind: 'control', title: 'SNS topics', types: ['AWS::SNS::Topic'] },
  { id: 'queues', zone: 'services', kind: 'store', title: 'SQS queues', types: ['AWS::SQS::Queue'] },
  {
    id: 'tables',
    zone: 'services',
    kind: 'store',
    title: 'DynamoDB tables',
    types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  },
  { id: 'images', zone: 'services', kind: 'store', title: 'Container images', types: ['AWS::ECR::Repository'] },
  {
    id: 'registry',
    zone: 'services',
    kind: 'store',
    title: 'Model registry',
    types: ['AWS::SageMaker::ModelPackageGroup'],
  },
  { id: 'keys', zone: 'services', kind: 'key', title: 'KMS keys', types: ['AWS::KMS::Key'] },
  { id: 'buckets', zone: 'services', kind: 'store', title: 'S3 buckets', types: ['AWS::S3::Bucket'] },
  { id: 'flow-logs', zone: 'audit', kind: 'audit', title: 'VPC flow logs', types: ['AWS::EC2::FlowLog'] },
  { id: 'trail', zone: 'audit', kind: 'audit', title: 'CloudTrail', types: ['AWS::CloudTrail::Trail'] },
];

/** Stands for every group of models at the end of an edge. */
export const MODELS = 'models';

/** Edges that are worth drawing, by the boxes at their ends. */
export const DRAWN: Readonly<Record<string, { label: string; kind: PictureEdge['kind']; reverse?: boolean }>> = {
  'models buckets': { label: 'weights, results', kind: 'data' },
  'models topics': { label: 'success, error', kind: 'data' },
  'alarms topics': { label: 'notify', kind: 'control' },
  'gateway functions': { label: 'invokes', kind: 'request' },
  'functions models': { label: 'invoke', kind: 'request' },
  'functions tables': { label: '', kind: 'data' },
  'functions queues': { label: 'dead letters', kind: 'data' },
  'trail audit-buckets': { label: 'writes', kind: 'audit' },
  'flow-logs audit-buckets': { label: 'writes', kind: 'audit' },
};
