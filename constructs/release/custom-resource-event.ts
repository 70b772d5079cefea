/** What CloudFormation sends to a Lambda-backed custom resource. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

/** What CloudFormation waits for, at the response URL. */
export interface CustomResourceAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 500;

/**
 * Puts an answer to the response URL.
 *
 * @throws Error when no attempt was accepted, so that Lambda runs the handler again
 */
export async function answer(event: CustomResourceEvent, response: CustomResourceAnswer): Promise<void> {
  // Bytes and an empty content type: the URL is signed for a request without one.
  const body = new TextEncoder().encode(JSON.stringify(response));
  let problem = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    try {
      const reply = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
      if (reply.ok) return;
      problem = `HTTP ${reply.status}`;
    } catch (error) {
      problem = String(error);
    }
  }
  throw new Error(`the answer to CloudFormation was not accepted: ${problem}`);
}
