import { App, Stack, Stage } from 'aws-cdk-lib';
import { definitionChecks } from '../../../../constructs/compliance/definitions';
import type { ResourceView } from '../../../../constructs/compliance/rule';
import { loadRules } from '../../../../constructs/compliance/rules';
import { identityChecks } from '../../../../constructs/compliance/statements';
import { applyOwnership, ModelBudget } from '../../../../constructs/governance';
import type { RealtimeEndpointProps } from '../../../../constructs/serving';
import { asynchronous, ENV, GOVERNANCE as SERVED, givenTo, realtime, scaleToZero } from '../../serving/serving-stack';
import { contextOf, viewsOf } from '../views';
import { GOVERNANCE } from './serving-views';

type Build = (stack: Stack, overrides: Partial<RealtimeEndpointProps>) => unknown;

/** The templates of the serving constructs, as an environment deploys them. */
function serving(build: Build): readonly ResourceView[] {
  const stage = new Stage(new App(), 'prod', { env: ENV });
  const stack = new Stack(stage, 'Serving');
  applyOwnership(stack, {
    owner: 'team',
    costCentre: 'CC-1001',
    environment: 'prod',
    dataClass: 'confidential',
    model: 'churn',
  });
  build(stack, { governance: { ...SERVED, readiness: GOVERNANCE.readiness } });
  const budget = new Stack(stage, 'Unused');
  new ModelBudget(stack, 'Budget', {
    environment: 'prod',
    model: 'churn',
    monthlyUsd: 100,
    alertPercents: [100],
    topic: givenTo(budget).warning,
  });
  return viewsOf(stage.synth().getStackByName(stack.stackName).template as Readonly<Record<string, unknown>>);
}

/** Everything that rules and checks refuse, as `id logicalId: problem`. */
function refused(resources: readonly ResourceView[]): readonly string[] {
  const context = contextOf(resources);
  return resources.flatMap((resource) => {
    const rules = loadRules().filter(({ resourceTypes }) => resourceTypes.includes(resource.type));
    const checks = [...identityChecks, ...definitionChecks].filter(({ resourceTypes }) =>
      resourceTypes.includes(resource.type),
    );
    return [
      ...rules.flatMap((rule) => {
        const said = rule.check(resource, context);
        return said.outcome === 'non-compliant' ? [`${rule.id} ${resource.logicalId}: ${said.problem}`] : [];
      }),
      ...checks.flatMap((check) => {
        const problems = check.check(resource, context);
        return problems === 'not-applicable'
          ? []
          : problems.map(({ problem }) => `${check.id} ${resource.logicalId}: ${problem}`);
      }),
    ];
  });
}

test.each<[string, Build]>([
  ['realtime', realtime],
  ['asynchronous', asynchronous],
  ['scale-to-zero', scaleToZero],
])('the %s endpoint of the library meets every rule and check in production', (_, build) => {
  expect(refused(serving(build))).toEqual([]);
});
