import { namesOf, type Trial } from './trial';
import { CONTENT_TYPE, REQUEST } from './versions';

/** What came of requests. */
export interface Traffic {
  readonly answered: number;
  readonly failed: number;
}

/** Requests to an endpoint. */
export function requestsTo(trial: Trial, model: string): { ask(): Promise<boolean> } {
  const EndpointName = namesOf(trial).endpoint(model);
  return {
    ask: async () => {
      try {
        await trial.session.call('InvokeEndpoint', { EndpointName, Body: REQUEST, ContentType: CONTENT_TYPE });
        return true;
      } catch {
        // A version that fails, or an endpoint that is not there yet.
        return false;
      }
    },
  };
}

/** Sends requests to an endpoint, one a second, for as long as something takes. */
export async function withTraffic<T>(
  trial: Trial,
  model: string,
  work: (traffic: Traffic) => Promise<T>,
): Promise<{ readonly result: T; readonly traffic: Traffic }> {
  const requests = requestsTo(trial, model);
  const traffic = { answered: 0, failed: 0 };
  const over = new AbortController();
  const sending = (async () => {
    while (!over.signal.aborted) {
      if (await requests.ask()) traffic.answered += 1;
      else traffic.failed += 1;
      await trial.pause(1000);
    }
  })();
  try {
    return { result: await work(traffic), traffic };
  } finally {
    over.abort();
    await sending;
  }
}

/** As a fact. */
export function trafficFact({ answered, failed }: Traffic): string {
  return `Of the requests meanwhile, ${answered} were answered and ${failed} failed.`;
}
