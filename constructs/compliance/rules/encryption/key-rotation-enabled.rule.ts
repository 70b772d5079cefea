import { rotationOf } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';

/** Key material that leaks can encrypt new data for a year at most. */
export const rule: ComplianceRule = {
  id: 'KeyRotationEnabled',
  title: 'Symmetric KMS keys rotate automatically',
  remedy: 'set EnableKeyRotation of the key to true, as DataKeys does',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: ['AWS::KMS::Key'],
  check: ({ properties }) => {
    const rotation = rotationOf(properties);
    if (rotation === 'impossible') return NOT_APPLICABLE;
    return rotation === 'on' ? COMPLIANT : violation('key does not rotate', 'Properties.EnableKeyRotation');
  },
};
