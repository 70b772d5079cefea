import { policyDocuments } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';

/** The default policy of an endpoint allows requests to the resources of any account. */
export const rule: ComplianceRule = {
  id: 'VpcEndpointHasPolicy',
  title: 'Every VPC endpoint has its own policy, because the default policy allows requests to every account',
  remedy: 'use Network, or give the endpoint a PolicyDocument that names the resources',
  requirements: ['SEC-4'],
  formerIds: ['SEC-4'],
  resourceTypes: ['AWS::EC2::VPCEndpoint'],
  check: (endpoint) =>
    policyDocuments(endpoint).length > 0
      ? COMPLIANT
      : violation('VPC endpoint has no policy, so that it is a way to every account', 'Properties.PolicyDocument'),
};
