import type { Exposure, ServiceFacts } from '../facts';
import { itemsOf, mayBeTrue, valuesAt } from '../values';

const ANYWHERE: readonly unknown[] = ['0.0.0.0/0', '::/0'];
const WAYS = 'internet and NAT gateways, elastic IP addresses, subnets that assign public addresses';

/** The address range by which a rule of a security group admits the whole internet in some case; undefined where none does. */
export function rangeOfAnywhere(rule: unknown): string | undefined {
  return [...valuesAt(rule, 'CidrIp'), ...valuesAt(rule, 'CidrIpv6')].find(
    (range): range is string => typeof range === 'string' && ANYWHERE.includes(range),
  );
}

const always = (reason: string): Exposure => ({ lookedFor: WAYS, reason: () => reason });

const admits = (rulesOf: (properties: Readonly<Record<string, unknown>>) => readonly unknown[]): Exposure => ({
  lookedFor: `security group rules that admit ${ANYWHERE.join(' or ')}`,
  reason: (properties) =>
    rulesOf(properties).some((rule) => rangeOfAnywhere(rule) !== undefined)
      ? 'admits traffic from anywhere'
      : undefined,
});

export const ec2: ServiceFacts = {
  'AWS::EC2::EIP': { exposure: always('elastic IP address') },
  'AWS::EC2::EgressOnlyInternetGateway': { exposure: always('egress-only internet gateway: outbound only') },
  'AWS::EC2::FlowLog': { logsTo: 'LogDestination', box: 'flow-logs' },
  'AWS::EC2::InternetGateway': { exposure: always('internet gateway') },
  'AWS::EC2::NatGateway': { exposure: always('NAT gateway: outbound only') },
  'AWS::EC2::SecurityGroup': { exposure: admits((properties) => itemsOf(properties['SecurityGroupIngress'])) },
  'AWS::EC2::SecurityGroupIngress': { exposure: admits((properties) => [properties]) },
  'AWS::EC2::Subnet': {
    exposure: {
      lookedFor: WAYS,
      reason: (properties) => (mayBeTrue(properties, 'MapPublicIpOnLaunch') ? 'assigns public addresses' : undefined),
    },
  },
  'AWS::EC2::VPCEndpoint': { policies: [{ kind: 'network', path: 'PolicyDocument' }] },
};
