import { z } from 'zod';
import type { Aws, Place } from './aws';

const QUEUES = z.object({ QueueUrls: z.array(z.string()).default([]) });
const ATTRIBUTES = z.object({ Attributes: z.object({ ApproximateNumberOfMessages: z.coerce.number() }) });

/** How many messages lie in queues of dead letters: each is an event that a function failed to handle. */
export async function deadLetters(
  aws: Aws,
  place: Place,
): Promise<{ readonly queues: number; readonly filled: readonly string[] }> {
  const { QueueUrls } = await aws.call(place, 'sqs', 'list_queues', {}, QUEUES);
  const queues = QueueUrls.filter((url) => /dead-?letter/i.test(url));
  const filled: string[] = [];
  for (const QueueUrl of queues) {
    const request = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] };
    const { Attributes } = await aws.call(place, 'sqs', 'get_queue_attributes', request, ATTRIBUTES);
    const name = QueueUrl.split('/').at(-1) ?? QueueUrl;
    if (Attributes.ApproximateNumberOfMessages > 0) filled.push(`${name}: ${Attributes.ApproximateNumberOfMessages}`);
  }
  return { queues: queues.length, filled };
}
