import type { ResourceFacts, ServiceFacts } from '../facts';
import { apigateway } from './apigateway';
import { applicationautoscaling } from './applicationautoscaling';
import { backup } from './backup';
import { cloudtrail } from './cloudtrail';
import { cloudwatch } from './cloudwatch';
import { dynamodb } from './dynamodb';
import { ec2 } from './ec2';
import { ecr } from './ecr';
import { efs } from './efs';
import { elasticloadbalancing } from './elasticloadbalancing';
import { events } from './events';
import { glue } from './glue';
import { iam } from './iam';
import { kinesis } from './kinesis';
import { kinesisfirehose } from './kinesisfirehose';
import { kms } from './kms';
import { lambda } from './lambda';
import { logs } from './logs';
import { rds } from './rds';
import { redshift } from './redshift';
import { s3 } from './s3';
import { sagemaker } from './sagemaker';
import { scheduler } from './scheduler';
import { secretsmanager } from './secretsmanager';
import { sns } from './sns';
import { sqs } from './sqs';
import { ssm } from './ssm';
import { stepfunctions } from './stepfunctions';

/** Every service that rules and evidence know something of. */
const SERVICES: readonly ServiceFacts[] = [
  apigateway,
  applicationautoscaling,
  backup,
  cloudtrail,
  cloudwatch,
  dynamodb,
  ec2,
  ecr,
  efs,
  elasticloadbalancing,
  events,
  glue,
  iam,
  kinesis,
  kinesisfirehose,
  kms,
  lambda,
  logs,
  rds,
  redshift,
  s3,
  sagemaker,
  scheduler,
  secretsmanager,
  sns,
  sqs,
  ssm,
  stepfunctions,
];

/** Facts by CloudFormation type. */
export const RESOURCE_FACTS: ReadonlyMap<string, ResourceFacts> = new Map(SERVICES.flatMap(Object.entries));

const NONE: ResourceFacts = {};

/** The facts of a type; none of one that no service file knows. */
export function factsOf(type: string): ResourceFacts {
  return RESOURCE_FACTS.get(type) ?? NONE;
}

/** The types whose facts meet a condition, in alphabetical order. */
export function typesWith(condition: (facts: ResourceFacts) => boolean): readonly string[] {
  return [...RESOURCE_FACTS].flatMap(([type, facts]) => (condition(facts) ? [type] : [])).sort();
}
