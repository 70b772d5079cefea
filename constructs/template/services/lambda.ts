import { awsManaged, type ServiceFacts } from '../facts';
import { valuesAt } from '../values';

const OPEN = 'function URLs without authentication and functions that everybody may invoke';

export const lambda: ServiceFacts = {
  'AWS::Lambda::Function': {
    // Configuration, no data; and functions that CDK makes for itself take no key.
    stores: [{ part: 'environment variables', key: 'KmsKeyArn', keyIsOptional: true, otherwise: awsManaged('lambda') }],
    box: 'functions',
    vpc: () => ['VpcConfig.SubnetIds', 'VpcConfig.SecurityGroupIds'],
  },
  'AWS::Lambda::Permission': {
    exposure: {
      lookedFor: OPEN,
      reason: (properties) => {
        const may = (name: string): boolean => valuesAt(properties, name).includes(undefined);
        return valuesAt(properties, 'Principal').includes('*') && may('PrincipalOrgID') && may('SourceArn')
          ? 'everybody may invoke the function'
          : undefined;
      },
    },
  },
  'AWS::Lambda::Url': {
    exposure: {
      lookedFor: OPEN,
      reason: (properties) =>
        valuesAt(properties, 'AuthType').includes('NONE')
          ? 'function URL without authentication'
          : 'function URL, IAM authentication',
    },
  },
};
