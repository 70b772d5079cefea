import { policyDocuments } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';

/** Without a policy of its own, an endpoint passes requests to everybody's resources. */
export const rule: ComplianceRule = {
  id: 'VpcEndpointHasPolicy',
  title: 'Every VPC endpoint has a policy of its own: without one it passes requests to every account',
  remedy: 'use Network, or give the endpoint a PolicyDocument that names the resources',
  requirements: ['SEC-4'],
  formerIds: ['SEC-4'],
  resourceTypes: ['AWS::EC2::VPCEndpoint'],
  check: (endpoint) =>
    policyDocuments(endpoint).length > 0
      ? COMPLIANT
      : violation('VPC endpoint has no policy, so that it is a way to every account', 'Properties.PolicyDocument'),
};
