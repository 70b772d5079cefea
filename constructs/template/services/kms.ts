import type { PolicyPlace, ServiceFacts } from '../facts';
import { isTrue, literalOf, valuesAt, type TemplateObject } from '../values';

/** Whether a key rotates by itself in every case; `impossible` for keys that are not symmetric. */
export type Rotation = 'on' | 'off' | 'impossible';

/** https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html */
export function rotationOf(properties: TemplateObject): Rotation {
  if (valuesAt(properties, 'KeySpec').some((spec) => spec !== undefined && spec !== 'SYMMETRIC_DEFAULT')) {
    return 'impossible';
  }
  return isTrue(properties, 'EnableKeyRotation') ? 'on' : 'off';
}

/** Days between two rotations where the template states none. */
const DEFAULT_PERIOD = '365';

function rotationText(properties: TemplateObject): string {
  switch (rotationOf(properties)) {
    case 'on':
      return `rotated every ${literalOf(valuesAt(properties, 'RotationPeriodInDays')[0]) ?? DEFAULT_PERIOD} days`;
    case 'off':
      return 'not rotated automatically';
    case 'impossible':
      return 'of a kind that cannot rotate automatically';
  }
}

const POLICY: PolicyPlace = { kind: 'key', path: 'KeyPolicy' };

export const kms: ServiceFacts = {
  'AWS::KMS::Key': {
    stores: (properties) => [
      {
        otherwise: { holder: 'hardware', detail: `key material in AWS KMS HSMs, ${rotationText(properties)}` },
        notes: rotationOf(properties) === 'off' ? ['automatic rotation is off'] : [],
      },
    ],
    policies: [POLICY],
    box: 'keys',
  },
  'AWS::KMS::ReplicaKey': { policies: [POLICY], box: 'keys' },
};

/** The types of key that a store can name. */
export const KEY_TYPES: ReadonlySet<string> = new Set(Object.keys(kms));
