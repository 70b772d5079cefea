import { RELEASE_ERRORS, sdk, type DefinitionContext } from './context';
import { BRIEF, CAUGHT, choice, failure, jsonata, pass, task, type States } from './states';

const ABANDON = failure(RELEASE_ERRORS.abandoned, CAUGHT);

/** Name of what serves: the model of an inference component, or the configuration of an endpoint. */
const COMPONENT_MODEL =
  '($all := $append($states.result.Specification, $states.result.Specifications); $exists($all[0].ModelName) ? $all[0].ModelName : null)';

const VERSION = `{${[
  'ModelPackageArn',
  'ModelPackageGroupName',
  'ModelPackageStatus',
  'ModelApprovalStatus',
  'ModelLifeCycle',
  'CreatedBy',
  'LastModifiedBy',
  'CustomerMetadataProperties',
]
  .map((key) => `'${key}': $states.result.${key}`)
  .join(
    ', ',
  )}, 'InferenceSpecification': {'Containers': [$states.result.InferenceSpecification.Containers.{'Image': Image, 'ImageDigest': ImageDigest}]}}`;

/** What is served now, and what is to be served. Ends in `ReadApprovers`. */
export function readingStates(context: DefinitionContext): States {
  return {
    ReadStack: task({
      resource: sdk(context, 'cloudformation:describeStacks'),
      arguments: { StackName: jsonata('$model.stack') },
      assign: {
        stackStatus: jsonata('$states.result.Stacks[0].StackStatus'),
        parameterKeys: jsonata('[$states.result.Stacks[0].Parameters.ParameterKey]'),
        served: jsonata(
          '($value := $states.result.Stacks[0].Parameters[ParameterKey = $model.packageParameter].ResolvedValue; $exists($value) ? $value : null)',
        ),
      },
      patience: BRIEF,
      next: 'ReadParameter',
      catch: [{ next: 'Notify', assign: ABANDON }],
    }),
    ReadParameter: task({
      resource: sdk(context, 'ssm:getParameter'),
      arguments: { Name: jsonata('$model.parameter') },
      // What the stack was last updated with is what serves: the parameter may be left over from a release that was stopped.
      assign: {
        released: jsonata('$states.result.Parameter.Value'),
        previous: jsonata('$served = null ? $states.result.Parameter.Value : $served'),
      },
      next: 'ReadEndpoint',
      catch: [{ next: 'Notify', assign: ABANDON }],
    }),
    ReadEndpoint: task({
      resource: sdk(context, 'sagemaker:describeEndpoint'),
      arguments: { EndpointName: jsonata('$model.endpoint') },
      assign: { endpointExists: true, servedBy: jsonata('$states.result.EndpointConfigName') },
      patience: BRIEF,
      next: 'HasComponent',
      catch: [{ next: 'IsEndpointMissing', assign: { endpointExists: false, servedBy: null, ...ABANDON } }],
    }),
    IsEndpointMissing: choice([["$contains($failure.cause, 'Could not find')", 'Choose']], 'Notify'),
    HasComponent: choice([['$model.component != null', 'ReadComponent']], 'Choose'),
    ReadComponent: task({
      resource: sdk(context, 'sagemaker:describeInferenceComponent'),
      arguments: { InferenceComponentName: jsonata('$model.component') },
      assign: { servedBy: jsonata(COMPONENT_MODEL) },
      patience: BRIEF,
      next: 'Choose',
      // Without it the release is judged by the stack alone.
      catch: [{ next: 'Choose', assign: { servedBy: null } }],
    }),
    Choose: pass(
      {
        packageArn: jsonata(
          '$exists($request.packageArn) ? $request.packageArn : ($from := $exists($request.from) ? $request.from : $previous; $good := $history[$ != $from]; $exists($good) ? $good[0] : null)',
        ),
        version: null,
        versionProblem: null,
        quotas: {},
        quotasProblem: null,
        nextToken: null,
      },
      'Compare',
    ),
    // Whether the version serves, and was seen to serve well: then there is only a pin to set or to take off.
    Compare: pass(
      {
        serves: jsonata(
          '$released = $packageArn and $previous = $packageArn and $count($history) > 0 and $history[0] = $packageArn',
        ),
        approvals: [],
      },
      'HasVersion',
    ),
    HasVersion: choice([['$packageArn = null', 'Check']], 'ReadVersion'),
    ReadVersion: task({
      resource: sdk(context, 'sagemaker:describeModelPackage'),
      arguments: { ModelPackageName: jsonata('$packageArn') },
      assign: { version: jsonata(VERSION) },
      patience: BRIEF,
      next: 'IsQuick',
      catch: [{ next: 'IsQuick', assign: { versionProblem: jsonata(CAUGHT) } }],
    }),
    // A rollback must be quick; neither it nor a pin is judged by approvers and quotas.
    IsQuick: choice([["$request.cause = 'rollback' or $serves", 'Check']], 'ReadQuotas'),
    ReadQuotas: task({
      comment: 'Service Quotas cannot be asked by name',
      resource: sdk(context, 'servicequotas:listServiceQuotas'),
      arguments: jsonata(
        "$merge([{'ServiceCode': 'sagemaker', 'MaxResults': 100}, $nextToken = null ? {} : {'NextToken': $nextToken}])",
      ),
      assign: {
        quotas: jsonata(
          "$merge($append([$quotas], $states.result.Quotas[QuotaName in $model.quotas].{$substringBefore(QuotaName, ' for endpoint usage'): Value}))",
        ),
        nextToken: jsonata('$exists($states.result.NextToken) ? $states.result.NextToken : null'),
      },
      next: 'HasQuotas',
      catch: [{ next: 'ReadApprovers', assign: { quotasProblem: jsonata(CAUGHT) } }],
    }),
    HasQuotas: choice(
      [['$nextToken = null or $count($keys($quotas)) >= $count($model.quotas)', 'ReadApprovers']],
      'ReadQuotas',
    ),
  };
}
