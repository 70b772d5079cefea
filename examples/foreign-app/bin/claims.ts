#!/usr/bin/env node
import * as path from 'node:path';
import { App, Stage } from 'aws-cdk-lib';
import { ComplianceGate, definitionChecks, identityChecks, loadRules } from 'ai-production-blueprint/compliance';
import { ClaimsNetwork } from '../lib/claims-network';
import { ClaimsServing } from '../lib/claims-serving';

const app = new App({
  // The gate announces its verdict below; CDK would throw before that.
  postCliContext: { '@aws-cdk/core:failSynthOnValidationErrors': false },
});
const production = new Stage(app, 'production', { env: { account: '111122223333', region: 'eu-central-1' } });
const network = new ClaimsNetwork(production, 'Network');
new ClaimsServing(production, 'Serving', {
  network,
  publicUploads: app.node.tryGetContext('publicUploads') === 'true',
});

// The company's own pipeline releases and rolls back, so that no release machine of the package is there to be judged.
const RELEASED_ELSEWHERE = ['REL-2', 'REL-3'];
const rules = loadRules().filter(
  ({ requirements = [] }) => !requirements.some((requirement) => RELEASED_ELSEWHERE.includes(requirement)),
);

const gate = ComplianceGate.attach(app, {
  environments: [{ stage: production, production: true, packs: ['AwsSolutions', 'NIST80053R5'] }],
  evaluationDate: new Date().toISOString().slice(0, 10),
  rules,
  checks: [...identityChecks, ...definitionChecks()],
  sourceRoot: path.join(__dirname, '../..'),
});
const { verdict, findings } = gate.conclude(app.synth());

const open = findings.filter(({ acknowledgement }) => acknowledgement === undefined);
for (const { path: resource, rule, problem, remedy, source } of open) {
  console.error(`${resource} (${source ?? 'no source line'}): ${rule}: ${problem}; ${remedy ?? ''}`);
}
console.error(`gate ${verdict}`);
if (verdict === 'refused') process.exitCode = 1;
