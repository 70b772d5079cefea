import type { Change } from './change';

/** An operator who finds a key must learn what it is for. */
export const rule: Change = {
  title: 'A rule of the gate',
  added: {
    'constructs/compliance/rules/ownership/key-described.rule.ts': `import { isSet } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';

/** An operator who finds a key must learn what it is for. */
export const rule: ComplianceRule = {
  id: 'KeyDescribed',
  title: 'Keys say what they are for',
  remedy: 'set description of the key',
  requirements: ['OWN-1'],
  resourceTypes: ['AWS::KMS::Key'],
  check: ({ properties }) =>
    isSet(properties, 'Description') ? COMPLIANT : violation('key does not say what it is for', 'Properties.Description'),
};
`,
  },
  inserted: {},
};
