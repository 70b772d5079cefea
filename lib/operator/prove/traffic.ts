import { namesOf, type Trial } from './trial';
import { CONTENT_TYPE, REQUEST } from './versions';

/** What came of requests. */
export interface Traffic {
  readonly answered: number;
  readonly failed: number;
}

/** Sends requests to an endpoint, one a second, for as long as something takes. */
export async function withTraffic<T>(
  trial: Trial,
  model: string,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly traffic: Traffic }> {
  const EndpointName = namesOf(trial).endpoint(model);
  const traffic = { answered: 0, failed: 0 };
  const over = new AbortController();
  const sending = (async () => {
    while (!over.signal.aborted) {
      try {
        await trial.session.call('InvokeEndpoint', { EndpointName, Body: REQUEST, ContentType: CONTENT_TYPE });
        traffic.answered += 1;
      } catch {
        // A version that fails, or an endpoint that is not there yet.
        traffic.failed += 1;
      }
      await trial.pause(1000);
    }
  })();
  try {
    return { result: await work(), traffic };
  } finally {
    over.abort();
    await sending;
  }
}

/** As a fact. */
export function trafficFact({ answered, failed }: Traffic): string {
  return `Of the requests meanwhile, ${answered} were answered and ${failed} failed.`;
}
