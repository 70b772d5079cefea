import { awsOwned, notEncrypted, type Holding, type ServiceFacts } from '../facts';
import { valuesAt } from '../values';

/** Sources that keep the data before the delivery stream takes it, and encrypt it there. */
const FROM_STORE: ReadonlySet<unknown> = new Set(['KinesisStreamAsSource', 'MSKAsSource']);
const AT_SOURCE: Holding = { holder: 'not stated', detail: 'the encryption of the stream that it reads from' };

export const kinesisfirehose: ServiceFacts = {
  'AWS::KinesisFirehose::DeliveryStream': {
    // https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
    stores: (properties) =>
      valuesAt(properties, 'DeliveryStreamType').every((type) => FROM_STORE.has(type))
        ? [{ otherwise: AT_SOURCE }]
        : [
            {
              key: 'DeliveryStreamEncryptionConfigurationInput.KeyARN',
              otherwise: notEncrypted('server-side encryption of the stream is not set'),
              setting: {
                path: 'DeliveryStreamEncryptionConfigurationInput.KeyType',
                values: { AWS_OWNED_CMK: awsOwned('AWS owned key') },
                withoutKey: ['AWS_OWNED_CMK'],
              },
            },
          ],
    box: 'stores',
  },
};
