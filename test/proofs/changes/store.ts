import type { Change } from './change';

/** Sessions of users in memory. */
export const store: Change = {
  title: 'A resource type that stores data',
  added: {
    'constructs/template/services/memorydb.ts': `import { awsOwned, type ServiceFacts } from '../facts';

export const memorydb: ServiceFacts = {
  'AWS::MemoryDB::Cluster': {
    stores: [{ key: 'KmsKeyId', otherwise: awsOwned('key of MemoryDB') }],
    box: 'stores',
  },
};
`,
  },
  inserted: {
    'constructs/template/services/index.ts': [
      { before: "import { rds } from './rds';", text: "import { memorydb } from './memorydb';\n" },
      { before: '  rds,\n', text: '  memorydb,\n' },
    ],
  },
};
