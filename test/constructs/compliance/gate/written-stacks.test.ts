import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { NestedStack, type PolicyValidationStack, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ComplianceGate } from '../../../../constructs/compliance';
import { productionApp } from './production-app';

it('hands each stack to the engine, with what CDK tells of it, before CDK writes the next', () => {
  const { app, stage, stack } = productionApp();
  new sns.CfnTopic(new NestedStack(stack, 'Nested'), 'Topic');
  const serving = new Stack(stage, 'Serving', { env: { region: 'eu-central-1' } });
  new sns.CfnTopic(serving, 'Topic');
  const begun: [PolicyValidationStack, boolean][] = [];
  let told: readonly PolicyValidationStack[] = [];
  const gate = ComplianceGate.attach(app, {
    environments: [{ stage, production: true, packs: [] }],
    evaluationDate: '2026-11-23',
    rules: [],
    checks: [],
    cloudFormationEngine: {
      begin: (stacks) => {
        const last = existsSync(path.join(stage.outdir, serving.templateFile));
        begun.push(...stacks.map((one): [PolicyValidationStack, boolean] => [one, last]));
      },
      validate: ({ stackTemplates }) => {
        told = stackTemplates;
        return [];
      },
    },
    sourceRoot: process.cwd(),
  });
  gate.conclude(app.synth());
  expect(told.map(({ stackConstructPath }) => stackConstructPath).sort()).toEqual([
    'prod/Data',
    'prod/Data/Nested',
    'prod/Serving',
  ]);
  const early = begun.slice(0, told.length);
  expect(early.map(([{ stackConstructPath }, last]) => [stackConstructPath, last])).toEqual([
    ['prod/Data', false],
    ['prod/Data/Nested', false],
    ['prod/Serving', true],
  ]);
  for (const [one] of early) expect(told).toContainEqual(one);
});
