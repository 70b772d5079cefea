import { stack } from './conditions';
import { LOAD_MINUTES, RELEASE_ERRORS, sdk, type DefinitionContext } from './context';
import { BRIEF, CAUGHT, choice, failure, jsonata, pass, task, type States } from './states';

const ABANDON = failure(RELEASE_ERRORS.abandoned, CAUGHT);

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

/**
 * The most concurrent requests on one instance or copy, by the metric that scaling follows:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
const LOAD = `{
  'StartTime': $fromMillis($millis() - ${LOAD_MINUTES * 60_000}),
  'EndTime': $now(),
  'MetricDataQueries': [{
    'Id': 'load',
    'MetricStat': {
      'Metric': {
        'Namespace': 'AWS/SageMaker',
        'MetricName': $model.component = null ? 'ConcurrentRequestsPerModel' : 'ConcurrentRequestsPerCopy',
        'Dimensions': $model.component = null
          ? [{'Name': 'EndpointName', 'Value': $model.endpoint}, {'Name': 'VariantName', 'Value': $variant = null ? 'none' : $variant}]
          : [{'Name': 'InferenceComponentName', 'Value': $model.component}]
      },
      'Period': 60,
      'Stat': 'Maximum'
    }
  }]
}`.replaceAll(/\s+/g, ' ');

/** What is served now, and what is to be served. Ends in `ReadApprovers` or `Check`. */
export function readingStates(context: DefinitionContext): States {
  return {
    ReadStack: task({
      resource: sdk(context, 'cloudformation:describeStacks'),
      arguments: { StackName: jsonata('$model.stack') },
      assign: {
        stackStatus: jsonata('$states.result.Stacks[0].StackStatus'),
        parameterKeys: jsonata('[$states.result.Stacks[0].Parameters.ParameterKey]'),
        // What the stack was last updated to. It does not say what serves.
        resolved: jsonata(
          '($value := $states.result.Stacks[0].Parameters[ParameterKey = $model.packageParameter].ResolvedValue; $exists($value) ? $value : null)',
        ),
        // Whether the stack knows that the endpoint exists.
        kept: jsonata(
          "$states.result.Stacks[0].Parameters[ParameterKey = $model.existsParameter].ParameterValue = 'true'",
        ),
      },
      patience: BRIEF,
      next: 'ReadParameter',
      catch: [{ next: 'Notify', assign: ABANDON }],
    }),
    ReadParameter: task({
      resource: sdk(context, 'ssm:getParameter'),
      arguments: { Name: jsonata('$model.parameter') },
      assign: { released: jsonata('$states.result.Parameter.Value') },
      next: 'ReadEndpoint',
      catch: [{ next: 'Notify', assign: ABANDON }],
    }),
    // The parameter may be left over from a release that was stopped: it counts only where nothing says what serves.
    Choose: pass({ previous: jsonata('$serving = null ? $released : $serving') }, 'ChooseVersion'),
    ChooseVersion: pass(
      {
        packageArn: jsonata(
          '$exists($request.packageArn) ? $request.packageArn : ($from := $exists($request.from) ? $request.from : $previous; $good := $history[$ != $from]; $exists($good) ? $good[0] : null)',
        ),
        version: null,
        versionProblem: null,
        quotas: {},
        load: null,
        quotasProblem: null,
        nextToken: null,
      },
      'Compare',
    ),
    // Whether the version serves, and was seen to serve well: then there is only a pin to set or to take off.
    Compare: pass(
      {
        disagrees: jsonata(
          `$serving != null and ($resolved != null and $serving != $resolved or ${stack('unfinished')})`,
        ),
        serves: jsonata(
          `$released = $packageArn and $serving = $packageArn and ($resolved = null or $resolved = $packageArn) and $not(${stack('unfinished', 'stuck')}) and $count($history) > 0 and $history[0] = $packageArn`,
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
    IsQuick: choice([["$request.cause = 'rollback' or $serves", 'Check']], 'ReadLoad'),
    ReadLoad: task({
      comment: 'Scaling is blocked during an update: the capacity must carry the load',
      resource: sdk(context, 'cloudwatch:getMetricData'),
      arguments: jsonata(LOAD),
      assign: { load: jsonata('$max($append([-1], $states.result.MetricDataResults.Values))') },
      patience: BRIEF,
      next: 'HasLoad',
      // Then the declared peak alone counts.
      catch: [{ next: 'ReadQuotas' }],
    }),
    HasLoad: choice([['$load >= 0', 'ReadQuotas']], 'ReadQuotas', { load: null }),
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
