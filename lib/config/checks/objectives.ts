import { problemOf, type Check } from '../project';

const SECOND = 1000;
// https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html: 60 s, streaming 8 min; asynchronous 1 h.
const REALTIME_LIMIT = 60 * SECOND;
const STREAMING_LIMIT = 8 * 60 * SECOND;
const ASYNC_LIMIT = 60 * 60 * SECOND;

/** A latency objective lies within the time that SageMaker gives a request. */
export const checkObjectives: Check = (project) =>
  project.deployments.flatMap((deployment) => {
    const { serving, objectives } = deployment.draft;
    const latency = objectives?.latencyP99Milliseconds;
    if (serving?.mode === undefined || latency === undefined) return [];
    const streaming = 'streaming' in serving && serving.streaming === true;
    const limit = serving.mode === 'async' ? ASYNC_LIMIT : streaming ? STREAMING_LIMIT : REALTIME_LIMIT;
    if (latency <= limit) return [];
    return [
      problemOf(deployment, ['objectives', 'latencyP99Milliseconds'], {
        rule: 'CONFIG-OBJECTIVE',
        what: `${latency} ms, and SageMaker ends a request of mode ${serving.mode}${streaming ? ' with streaming' : ''} after ${limit} ms`,
        remedy: serving.mode === 'async' ? 'lower the objective' : 'lower the objective, or serve with mode async',
        requirement: 'SRV-6',
      }),
    ];
  });
