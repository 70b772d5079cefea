import { itemsOf, rangeOfAnywhere } from '../../../template';
import type { ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';

const INGRESS = 'AWS::EC2::SecurityGroupIngress';

/** Nothing is reachable from the internet. */
export const rule: ComplianceRule = {
  id: 'SecurityGroupNoPublicIngress',
  title: 'No security group allows ingress from the whole internet',
  remedy: 'allow a security group or the CIDR of the VPC instead of 0.0.0.0/0 and ::/0',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: ['AWS::EC2::SecurityGroup', INGRESS],
  check: ({ type, properties }) =>
    type === INGRESS
      ? publicProblems(properties, 'Properties')
      : itemsOf(properties['SecurityGroupIngress']).flatMap((one, index) =>
          publicProblems(one, `Properties.SecurityGroupIngress.${index}`),
        ),
};

function publicProblems(ingress: unknown, location: string): readonly Problem[] {
  const from = rangeOfAnywhere(ingress);
  return from === undefined ? [] : [{ problem: `security group admits the whole internet (${from})`, location }];
}
