import type { Permissions } from '../../../lib/operator/permissions';
import { permissionTable } from '../../../scripts/docs/permissions';

const SESSION: Permissions = [{ calls: ['GetCallerIdentity'], on: 'nothing' }];
const READ: Permissions = [...SESSION, { calls: ['Query'], on: 'the table', key: 'kms:Decrypt' }];

test('verbs that need the same share a row, and what all need has a row of its own', () => {
  const verbs = [
    { name: 'look', permissions: READ },
    { name: 'see', permissions: READ },
    { name: 'start', permissions: [...SESSION, { calls: ['StartExecution'], on: 'the machine', when: 'it rests' }] },
  ] as const;
  expect(permissionTable(verbs).split('\n').slice(2)).toEqual([
    '| each of these verbs | `sts:GetCallerIdentity` on nothing |',
    '| `look`, `see` | `dynamodb:Query` on the table, with `kms:Decrypt` on its key |',
    '| `start` | `states:StartExecution` on the machine, when it rests |',
  ]);
});

test('what is called anyway is not told again for a case, and operations of one action are one', () => {
  const permissions: Permissions = [
    { calls: ['GetObject', 'HeadObject'], on: 'the object' },
    { calls: ['ListModelPackages'], on: '`*`' },
    { calls: ['ListModelPackages'], on: '`*`', when: 'the version is not found' },
  ];
  const verbs = [
    { name: 'list', permissions },
    { name: 'wait', permissions: [] },
  ];
  expect(permissionTable(verbs).split('\n').slice(2)).toEqual([
    '| `list` | `s3:GetObject` on the object<br>`sagemaker:ListModelPackages` on `*` |',
  ]);
});
