import { isTrue, valuesAt } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';

/** Key material that leaks is of use for a year at most. */
export const rule: ComplianceRule = {
  id: 'KeyRotationEnabled',
  title: 'Symmetric KMS keys rotate',
  remedy: 'set EnableKeyRotation of the key to true, as DataKeys does',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: ['AWS::KMS::Key'],
  check: ({ properties }) => {
    // KMS rotates no other keys by itself.
    const symmetric = valuesAt(properties, 'KeySpec').every(
      (spec) => spec === undefined || spec === 'SYMMETRIC_DEFAULT',
    );
    if (!symmetric) return NOT_APPLICABLE;
    return isTrue(properties, 'EnableKeyRotation')
      ? COMPLIANT
      : violation('key does not rotate', 'Properties.EnableKeyRotation');
  },
};
