import { view } from '../views';
import { ask } from './serving-views';

const BOUNDARY = 'excorp-prod-workload-boundary';
const DEMANDED = { configuration: { models: [], permissionsBoundary: BOUNDARY } };

describe('RoleHasPermissionsBoundary', () => {
  const check = (type: string, PermissionsBoundary: unknown, more: object = DEMANDED) =>
    ask('RoleHasPermissionsBoundary', [view(type, { PermissionsBoundary })], 'It', more);

  test('passes a role and a user with the boundary, whatever partition and account are', () => {
    expect(check('AWS::IAM::Role', `arn:aws:iam::333333333333:policy/${BOUNDARY}`)).toBe('compliant');
    const reference = {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:policy/${BOUNDARY}`]],
    };
    expect(check('AWS::IAM::User', reference)).toBe('compliant');
  });

  test('fails a role without a boundary, and one with another', () => {
    expect(check('AWS::IAM::Role', undefined)).toBe(
      `Properties.PermissionsBoundary: role has no permissions boundary, and the environment demands ${BOUNDARY}`,
    );
    const other = `arn:aws:iam::333333333333:policy/x-${BOUNDARY}`;
    expect(check('AWS::IAM::Role', other)).toBe(
      `Properties.PermissionsBoundary: role has the permissions boundary ${other}, and the environment demands ${BOUNDARY}`,
    );
  });

  test('abstains where the environment demands none', () => {
    expect(check('AWS::IAM::Role', undefined, { configuration: { models: [] } })).toBe('not-applicable');
    expect(check('AWS::IAM::Role', undefined, {})).toBe('not-applicable');
  });
});
