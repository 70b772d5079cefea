import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EnvironmentStage } from '../../../lib/environment-stage';
import { resolveEnvironments } from '../../../lib/config';
import { removeSamples, Sample } from '../config/sample';

afterAll(removeSamples);

interface Guarded {
  readonly Properties: {
    readonly DeploymentConfig: {
      readonly AutoRollbackConfiguration: {
        readonly Alarms: readonly { readonly AlarmName: { readonly Ref: string } }[];
      };
    };
  };
}
interface Alarm {
  readonly Properties: { readonly Namespace?: string; readonly MetricName?: string };
}

/** For each deployment of a model's stack, the metrics that take a new version back. */
function guards(template: Template): readonly (readonly string[])[] {
  const alarms = template.findResources('AWS::CloudWatch::Alarm') as Record<string, Alarm>;
  return ['AWS::SageMaker::Endpoint', 'AWS::SageMaker::InferenceComponent'].flatMap((type) =>
    Object.values(template.findResources(type) as Record<string, Guarded>).map(({ Properties }) =>
      Properties.DeploymentConfig.AutoRollbackConfiguration.Alarms.map(({ AlarmName }) => {
        const { Namespace, MetricName } = alarms[AlarmName.Ref]?.Properties ?? {};
        return `${Namespace} ${MetricName}`;
      }),
    ),
  );
}

test("every kind of serving is taken back on errors, latency the quality that the model's file asks for, and when the machine cancels", () => {
  const environment = resolveEnvironments(new Sample().load()).find(({ name }) => name === 'prod');
  if (environment === undefined) throw new Error('the sample has an environment prod');
  const stage = new EnvironmentStage(new App(), environment);
  const guardsOf = (model: string) => {
    const stack = stage.node.findChild(`Serving-${model}`);
    if (!(stack instanceof Stack)) throw new Error(`no stack serves ${model}`);
    return guards(Template.fromStack(stack));
  };
  const common = ['AWS/SageMaker Invocation5XXErrors', 'AWS/SageMaker ModelLatency'];
  const cancel = 'AiProduction/Release CancelledReleases';
  expect(guardsOf('churn')).toEqual([[...common, 'ModelQuality/excorp-prod--churn Precision', cancel]]);
  expect(guardsOf('document-extraction')).toEqual([
    [...common, 'ModelQuality/excorp-prod--document-extraction ConfirmedFields', cancel],
  ]);
  const assistant = [
    ...common,
    'ModelQuality/excorp-prod--assistant Accepted',
    'ModelQuality/excorp-prod--assistant Ungrounded',
    cancel,
  ];
  expect(guardsOf('assistant')).toEqual([assistant, assistant]);
});
