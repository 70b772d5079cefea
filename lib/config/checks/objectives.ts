import { servingMode } from '../../../constructs/model/core';
import { problemOf, type Check } from '../project';

/** A latency objective lies within the time that SageMaker gives a request. */
export const checkObjectives: Check = (project) =>
  project.deployments.flatMap((deployment) => {
    const { serving, objectives } = deployment.draft;
    const latency = objectives?.latencyP99Milliseconds;
    if (serving?.mode === undefined || latency === undefined) return [];
    const { requestSeconds, streamingSeconds, queued } = servingMode(serving.mode);
    const streaming = 'streaming' in serving && serving.streaming === true;
    const limit = 1000 * (streaming ? (streamingSeconds ?? requestSeconds) : requestSeconds);
    if (latency <= limit) return [];
    return [
      problemOf(deployment, ['objectives', 'latencyP99Milliseconds'], {
        rule: 'CONFIG-OBJECTIVE',
        what: `${latency} ms, and SageMaker ends a request of mode ${serving.mode}${streaming ? ' with streaming' : ''} after ${limit} ms`,
        remedy: queued ? 'lower the objective' : 'lower the objective, or serve with mode async',
        requirement: 'SRV-6',
      }),
    ];
  });
