import { changed, ask, queued, realtime, sleeping } from './serving-views';
import { asked, policy } from './store-views';

type Fields = Readonly<Record<string, unknown>>;

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';

describe('VpcEndpointHasPolicy', () => {
  test('passes a VPC endpoint with a policy, and fails one without', () => {
    expect(asked('VpcEndpointHasPolicy', 'AWS::EC2::VPCEndpoint', policy({ Principal: '*' }))).toBe(PASSED);
    expect(asked('VpcEndpointHasPolicy', 'AWS::EC2::VPCEndpoint', {})).toBe(
      'Properties.PolicyDocument: VPC endpoint has no policy, so that it is a way to every account',
    );
  });
});

describe('ModelNetworkIsolated', () => {
  const id = 'ModelNetworkIsolated';

  test('passes models, and configurations that place inference components, that are isolated', () => {
    for (const resources of [realtime(), queued(), sleeping()]) expect(ask(id, resources, 'Model')).toBe(PASSED);
    expect(ask(id, sleeping(), 'Config')).toBe(PASSED);
  });

  test('abstains from a configuration whose models are isolated by themselves', () => {
    expect(ask(id, realtime(), 'Config')).toBe(ABSTAINED);
  });

  test('fails a model and a configuration that are not isolated', () => {
    const at = 'Properties.EnableNetworkIsolation';
    expect(ask(id, changed(realtime(), 'Model', { EnableNetworkIsolation: false, VpcConfig: {} }), 'Model')).toBe(
      `${at}: model does not isolate its containers from the network (EnableNetworkIsolation)`,
    );
    expect(ask(id, changed(sleeping(), 'Config', { EnableNetworkIsolation: undefined }), 'Config')).toBe(
      `${at}: endpoint configuration does not isolate its containers from the network (EnableNetworkIsolation)`,
    );
  });
});

describe('ModelInVpc', () => {
  const id = 'ModelInVpc';

  test('passes models, and configurations that place inference components, in a VPC', () => {
    for (const resources of [realtime(), queued(), sleeping()]) expect(ask(id, resources, 'Model')).toBe(PASSED);
    expect(ask(id, sleeping(), 'Config')).toBe(PASSED);
  });

  test('abstains from a configuration whose models are in a VPC by themselves', () => {
    expect(ask(id, realtime(), 'Config')).toBe(ABSTAINED);
  });

  test('fails a model without subnets and without security groups, each at its place', () => {
    expect(ask(id, changed(realtime(), 'Model', { VpcConfig: {} }), 'Model').split('\n')).toEqual([
      'Properties.VpcConfig.Subnets: model has no Subnets of a VPC',
      'Properties.VpcConfig.SecurityGroupIds: model has no SecurityGroupIds of a VPC',
    ]);
  });
});

describe('SecurityGroupNoPublicIngress', () => {
  const id = 'SecurityGroupNoPublicIngress';
  const from = (...rules: readonly Fields[]) =>
    asked(id, 'AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '10.0.0.0/8' }, ...rules] });

  test('passes a security group that admits another', () => {
    expect(from({ SourceSecurityGroupId: 'sg-1' })).toBe(PASSED);
  });

  test('fails a security group that admits the internet, with each rule that does', () => {
    expect(from({ CidrIp: '0.0.0.0/0' }, { CidrIpv6: '::/0' }).split('\n')).toEqual([
      'Properties.SecurityGroupIngress.1: security group admits the whole internet (0.0.0.0/0)',
      'Properties.SecurityGroupIngress.2: security group admits the whole internet (::/0)',
    ]);
    expect(asked(id, 'AWS::EC2::SecurityGroupIngress', { CidrIpv6: '::/0' })).toBe(
      'Properties: security group admits the whole internet (::/0)',
    );
  });
});
