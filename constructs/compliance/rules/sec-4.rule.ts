import { NOT_APPLICABLE, type ComplianceRule, type RuleContext, type RuleOutcome } from '../rule';
import {
  type ResourceView,
  isSet,
  itemsOf,
  openBlocks,
  openElement,
  policyDocuments,
  POLICY_RESOURCE_TYPES,
  renderText,
  type Statement,
} from '../../template';
import type { Problem } from '../template-check';
import { judge } from './shared/judge';
import { takesAccessLogs } from './shared/log-delivery';

const BUCKET = 'AWS::S3::Bucket';
const VPC_ENDPOINT = 'AWS::EC2::VPCEndpoint';
/** Managed policies of AWS that reach the data of every workload. */
const TOO_BROAD = /(?:FullAccess|AdministratorAccess|PowerUserAccess|SageMaker.*ExecutionPolicy)$/;

/** Nobody takes data out whom nobody meant to let in. */
export const rule: ComplianceRule = {
  id: 'SEC-4',
  title:
    'No policy lets everybody in, no role has a managed policy that reaches all data, and buckets are private and logged',
  remedy:
    'name the principal or add a condition; use WorkloadRole and the grant methods; use ProtectedBucket for data and Network for endpoints',
  resourceTypes: [...new Set([...POLICY_RESOURCE_TYPES, BUCKET])],
  check: (resource, context) => {
    if (resource.type === BUCKET) return judge(bucketProblems(resource, context));
    return ofPolicies(resource);
  },
};

function ofPolicies(resource: ResourceView): RuleOutcome {
  const documents = policyDocuments(resource);
  const managed = itemsOf(resource.properties['ManagedPolicyArns']);
  if (resource.type === VPC_ENDPOINT && documents.length === 0) {
    // Without a policy of its own, an endpoint passes requests to everybody's resources.
    return judge([
      {
        problem: 'VPC endpoint has no policy, so that it is a way to every account',
        location: 'Properties.PolicyDocument',
      },
    ]);
  }
  if (documents.length === 0 && managed.length === 0) return NOT_APPLICABLE;
  return judge([
    ...documents.flatMap(({ statements }) => statements.flatMap(openProblems)),
    ...managed.flatMap(breadthProblems),
  ]);
}

function openProblems(statement: Statement): readonly Problem[] {
  const element = openElement(statement);
  if (element === undefined) return [];
  const problem =
    element === 'NotPrincipal'
      ? 'statement allows everybody but those of NotPrincipal'
      : 'statement allows everybody, without a condition';
  return [{ problem, location: `${statement.location}.${element}` }];
}

function breadthProblems(policy: unknown): readonly Problem[] {
  const name =
    renderText(policy, () => '')
      ?.split('/')
      .at(-1) ?? '';
  return TOO_BROAD.test(name)
    ? [
        {
          problem: `role has the managed policy ${name}, which reaches more than its own data`,
          location: 'Properties.ManagedPolicyArns',
        },
      ]
    : [];
}

function bucketProblems(bucket: ResourceView, context: RuleContext): readonly Problem[] {
  const { properties } = bucket;
  const problems: Problem[] = [];
  const open = openBlocks(properties);
  if (open.length > 0) {
    problems.push({
      problem: `bucket does not block public access (${open.join(', ')})`,
      location: 'Properties.PublicAccessBlockConfiguration',
    });
  }
  if (!isSet(properties, 'LoggingConfiguration') && !takesAccessLogs(bucket, context)) {
    problems.push({ problem: 'bucket does not log who reads it', location: 'Properties.LoggingConfiguration' });
  }
  return problems;
}
