import { itemsOf, type ResourceView, resourcesIn, statementsAt, valuesAt } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem, RuleContext } from '../../template-check';
import { canonical } from '../shared/endpoints';
import { allowsDescribeAlarms, covers, namedAlarms } from './alarm-access';
import { configurationsOf, ROLLED_OUT, type Rollout, rolloutOf, servedModels } from './rollout';

/**
 * SageMaker looks at the alarms with the execution role, and rolls nothing back if it may not:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
 */
export const rule: ComplianceRule = {
  id: 'ExecutionRoleWatchesRollbackAlarms',
  title: 'The execution role of a model may look at every alarm that rolls it back',
  remedy:
    'pass the alarms to addRollbackAlarms of the endpoint construct; in a template, allow the execution role cloudwatch:DescribeAlarms on the ARN of each alarm (on * for a composite alarm), by a policy in the stack of the endpoint',
  requirements: ['REL-1'],
  resourceTypes: ROLLED_OUT,
  check: (resource, context) => {
    const rollout = rolloutOf(resource, context);
    if (rollout === undefined) return NOT_APPLICABLE;
    const alarms = namedAlarms(rollout, context);
    const roles = executionRoles(rollout, context);
    if (alarms.length === 0 || roles.length === 0 || roles.some(hasPolicyOfAws)) return NOT_APPLICABLE;
    return roles.flatMap((role): readonly Problem[] => {
      const statements = statementsAt(role, context.resources).filter(allowsDescribeAlarms);
      const unseen = alarms.filter((alarm) => !statements.some((statement) => covers(statement, alarm, context)));
      if (unseen.length === 0) return [];
      const names = unseen.map(({ label }) => label).join(', ');
      const problem = `${rollout.what} has rollback alarms that its execution role ${role.logicalId} may not look at (${names}), so that SageMaker does not watch them and a bad version stays`;
      return [{ problem, location: 'Properties.DeploymentConfig.AutoRollbackConfiguration.Alarms' }];
    });
  },
};

/** The roles that are in the same template. An endpoint of inference components names its role in its configuration. */
function executionRoles(rollout: Rollout, context: RuleContext): readonly ResourceView[] {
  const ofConfigurations = rolesOf(configurationsOf(rollout, context));
  const arns = ofConfigurations.length > 0 ? ofConfigurations : rolesOf(servedModels(rollout, context));
  const roles = arns
    .flatMap((arn) => resourcesIn(arn, context.resources))
    .filter(({ type }) => type === 'AWS::IAM::Role');
  return [...new Set(roles)];
}

function rolesOf(resources: readonly ResourceView[]): readonly unknown[] {
  return resources
    .flatMap(({ properties }) => valuesAt(properties, 'ExecutionRoleArn'))
    .filter((arn) => arn !== undefined);
}

/** No template shows what a managed policy of AWS allows; `IamNoBroadManagedPolicy` refuses the broad ones. */
function hasPolicyOfAws({ properties }: ResourceView): boolean {
  return itemsOf(properties['ManagedPolicyArns']).some((arn) => canonical(arn).includes(':iam::aws:policy/'));
}
