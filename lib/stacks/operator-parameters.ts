import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { imageParts } from '../../constructs/release/core';
import type { ResolvedEnvironment } from '../config';
import type { EnvironmentDescription, ModelDescription } from '../description';

/** What operators need to find besides the configuration. */
export interface OperatorResources {
  /** Bucket with the weights. */
  readonly modelBucketName: string;
  /** @default - the environment has no ledger */
  readonly ledger?: { readonly tableName: string; readonly bucketName: string };
}

/** Publishes what the operator command needs, so that it works with nothing but credentials. Nothing of it is secret. */
export function publishForOperators(
  scope: Construct,
  environment: ResolvedEnvironment,
  { modelBucketName, ledger }: OperatorResources,
): void {
  const { company, name, names, account, region, production } = environment;
  const description: EnvironmentDescription = {
    schemaVersion: 1,
    environment: name,
    prefix: company.prefix,
    account,
    region,
    production,
    modelBucket: modelBucketName,
    ...(ledger && { ledgerTable: ledger.tableName, ledgerBucket: ledger.bucketName }),
  };
  new ssm.StringParameter(scope, 'Operator', {
    parameterName: names.operatorParameter,
    description: 'What the operator command needs to know of the environment',
    stringValue: JSON.stringify(description),
  });
  for (const { name: model, description: purpose, owner, riskClass, evaluation, container } of environment.models) {
    const published: ModelDescription = {
      schemaVersion: 1,
      model,
      description: purpose,
      owner: `${owner.name} <${owner.email}>`,
      riskClass,
      evaluation,
      image: imageParts(container.image),
    };
    new ssm.StringParameter(scope, `Operator-${model}`, {
      parameterName: names.modelOperatorParameter(model),
      description: `What the operator command needs to know of ${model}`,
      stringValue: JSON.stringify(published),
    });
  }
}
