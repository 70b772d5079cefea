import { hosting, stack } from './conditions';
import { RELEASE_ERRORS, sdk, SETTLE_SECONDS, type DefinitionContext } from './context';
import { BRIEF, CAUGHT, choice, failure, jsonata, task, wait, type Catcher, type States } from './states';

const RESULT = '$states.result';
/** A name of the answer, or null: an expression without a result is an error. */
const orNull = (path: string) => `($found := ${path}; $exists($found) ? $found : null)`;

/** A number of the answer, or -1: nothing can be compared with null. */
const orUnknown = (path: string) => `($found := ${path}; $exists($found) ? $found : -1)`;

/** What was seen at the endpoint, as a sentence goes on. */
const SEEN =
  "$status & ', and it serves ' & ($serving = null ? 'no version that can be known' : $serving) & ($running = 0 ? ' with nothing started' : '') & ($statusReason = null ? '' : '; ' & $statusReason)";
/**
 * It runs and its model is of the package. What a stack was updated to says nothing about it: SageMaker may have gone back.
 * A version that never served must also have started; one that is brought back has done so before.
 */
const SERVES_RELEASE = `${hosting('serves')} and $serving = $packageArn and ($running != 0 or $request.cause = 'rollback')`;
const SERVES_PREVIOUS = `${hosting('serves')} and $serving = $previous`;

/** Reads what serves before the check. Begins with `ReadEndpoint`, ends in `Choose`. */
export function readServingStates(context: DefinitionContext): States {
  return {
    ...lookingStates(context, 'Read', failure(RELEASE_ERRORS.abandoned, CAUGHT)),
    // Before the first release nothing serves.
    ReadNothing: choice([["$contains($failure.cause, 'Could not find')", 'Choose', NO_ENDPOINT]], 'Notify'),
    // Somebody deleted it: then it cannot be known what serves, and the check says so.
    ReadGap: choice([["$contains($failure.cause, 'Could not find')", 'Choose']], 'Notify'),
    // An endpoint that scales takes no update. One that a deployment changes is none of ours: the check refuses it.
    ReadEnd: choice(
      [
        [
          `${hosting('changes')} and $not(${stack('changes')}) and $millis() - $toMillis($startedAt) < ${SETTLE_SECONDS * 1000}`,
          'WaitForRest',
        ],
      ],
      'Choose',
    ),
    WaitForRest: wait(context.pollSeconds, 'ReadEndpoint'),
  };
}

/**
 * Observes what serves while something starts and after an update; `$phase` says which. Begins with `ObserveEndpoint`.
 */
export function observeServingStates(context: DefinitionContext): States {
  return {
    ...lookingStates(context, 'Observe', failure(RELEASE_ERRORS.rolledBack, CAUGHT)),
    ObserveNothing: choice([['$millis() < $deadline', 'WaitForEndpoint']], 'IsNotServed'),
    ObserveGap: choice([['$millis() < $deadline', 'WaitForEndpoint']], 'IsNotServed'),
    ObserveEnd: choice(
      [
        [`${hosting('changes')} and $millis() < $deadline`, 'WaitForEndpoint'],
        ["$phase = 'start' and $running >= $startTo", 'NeedsRepair'],
        ["$phase = 'start' and $millis() < $deadline", 'WaitForEndpoint'],
        [
          `$phase = 'repair' and ${SERVES_PREVIOUS}`,
          'WriteParameter',
          { resolved: jsonata('$previous'), repaired: true },
        ],
        [`$phase = 'restore' and ${SERVES_PREVIOUS}`, 'RecordFailed'],
        [`$phase = 'release' and ${SERVES_RELEASE}`, 'RecordCompleted'],
        [
          `$phase = 'release' and ${hosting('serves')} and $serving = $packageArn and $millis() < $deadline`,
          'HasComponentToStart',
          { startTo: 1 },
        ],
      ],
      'IsNotServed',
    ),
    // Scaling changes an endpoint too.
    WaitForEndpoint: wait(context.pollSeconds, 'ObserveEndpoint'),
    IsNotServed: choice(
      [
        // The version that is released may be the remedy of one that does not start.
        ["$phase = 'start' and $wasAtZero", 'NeedsRepair'],
        ["$phase = 'start'", 'RecordFailed', NOT_RAISED],
        ["$phase = 'repair'", 'RecordFailed', notRepaired(SEEN_AFTER)],
        ["$phase = 'restore'", 'RecordFailed', notRestored(SEEN_AFTER)],
      ],
      'PutBack',
      failure(
        RELEASE_ERRORS.rolledBack,
        `'the update ended well, and the endpoint does not serve with it: its status is ' & ${SEEN}`,
      ),
    ),
    ...startingStates(context),
  };
}

/**
 * Endpoint, configuration, model, package: once before the check and once after it, because the gate demands that no path
 * leads to a change but through the check. Ends in `…Nothing` (no endpoint), `…Gap` (the rest cannot be read) or `…End`.
 */
function lookingStates(context: DefinitionContext, verb: 'Read' | 'Observe', failed: Catcher['assign']): States {
  return {
    [`${verb}Endpoint`]: task({
      resource: sdk(context, 'sagemaker:describeEndpoint'),
      arguments: { EndpointName: jsonata('$model.endpoint') },
      assign: {
        endpointExists: true,
        status: jsonata(`${RESULT}.EndpointStatus`),
        statusReason: jsonata(orNull(`${RESULT}.FailureReason`)),
        servedBy: jsonata(`${RESULT}.EndpointConfigName`),
        running: jsonata(orUnknown(`${RESULT}.ProductionVariants[0].CurrentInstanceCount`)),
        desired: jsonata(orUnknown(`${RESULT}.ProductionVariants[0].DesiredInstanceCount`)),
        variant: jsonata(orNull(`${RESULT}.ProductionVariants[0].VariantName`)),
        serving: null,
      },
      patience: BRIEF,
      next: `${verb}Kind`,
      catch: [{ next: `${verb}Nothing`, assign: failed }],
    }),
    [`${verb}Kind`]: choice([['$model.component != null', `${verb}Component`]], `${verb}Configuration`),
    [`${verb}Component`]: task({
      resource: sdk(context, 'sagemaker:describeInferenceComponent'),
      arguments: { InferenceComponentName: jsonata('$model.component') },
      assign: {
        status: jsonata(`${RESULT}.InferenceComponentStatus`),
        statusReason: jsonata(orNull(`${RESULT}.FailureReason`)),
        running: jsonata(orUnknown(`${RESULT}.RuntimeConfig.CurrentCopyCount`)),
        desired: jsonata(orUnknown(`${RESULT}.RuntimeConfig.DesiredCopyCount`)),
        modelName: jsonata(
          `($all := $append(${RESULT}.Specification, ${RESULT}.Specifications); ${orNull('$all[0].ModelName')})`,
        ),
      },
      patience: BRIEF,
      next: `${verb}Name`,
      catch: [{ next: `${verb}Gap`, assign: failed }],
    }),
    [`${verb}Configuration`]: task({
      resource: sdk(context, 'sagemaker:describeEndpointConfig'),
      arguments: { EndpointConfigName: jsonata('$servedBy') },
      assign: { modelName: jsonata(orNull(`${RESULT}.ProductionVariants[0].ModelName`)) },
      patience: BRIEF,
      next: `${verb}Name`,
      catch: [{ next: `${verb}Gap`, assign: failed }],
    }),
    [`${verb}Name`]: choice([['$modelName = null', `${verb}End`]], `${verb}Model`),
    [`${verb}Model`]: task({
      resource: sdk(context, 'sagemaker:describeModel'),
      arguments: { ModelName: jsonata('$modelName') },
      assign: {
        serving: jsonata(
          orNull(
            `$append(${RESULT}.PrimaryContainer, ${RESULT}.Containers)[$exists(ModelPackageName)][0].ModelPackageName`,
          ),
        ),
      },
      patience: BRIEF,
      next: `${verb}End`,
      catch: [{ next: `${verb}Gap`, assign: failed }],
    }),
  };
}

const NO_ENDPOINT = {
  endpointExists: false,
  status: null,
  statusReason: null,
  servedBy: null,
  running: -1,
  desired: -1,
  variant: null,
  serving: 'none',
};
const SEEN_AFTER = `'the endpoint does not serve with the update: its status is ' & ${SEEN}`;

/**
 * Starts the instances or copies that a release needs before it begins, because automatic scaling is blocked during an update:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html. Of what has none it starts at least one.
 * Whether SageMaker updates an endpoint at zero by starting something is an assumption (A-UPDATE-AT-ZERO); with one instance
 * the update starts the new version, and the alarms watch it.
 */
function startingStates(context: DefinitionContext): States {
  return {
    HasComponentToStart: choice([['$model.component != null', 'StartCopies']], 'StartInstances'),
    StartCopies: task({
      resource: sdk(context, 'sagemaker:updateInferenceComponentRuntimeConfig'),
      arguments: {
        InferenceComponentName: jsonata('$model.component'),
        DesiredRuntimeConfig: { CopyCount: jsonata('$startTo') },
      },
      patience: BRIEF,
      next: 'WaitForEndpoint',
      catch: [{ next: 'WaitForEndpoint' }],
    }),
    StartInstances: task({
      resource: sdk(context, 'sagemaker:updateEndpointWeightsAndCapacities'),
      arguments: {
        EndpointName: jsonata('$model.endpoint'),
        DesiredWeightsAndCapacities: [{ VariantName: jsonata('$variant'), DesiredInstanceCount: jsonata('$startTo') }],
      },
      patience: BRIEF,
      next: 'WaitForEndpoint',
      catch: [{ next: 'WaitForEndpoint' }],
    }),
  };
}

/** The capacity that the load needs did not come: nothing was changed. */
const NOT_RAISED = failure(
  RELEASE_ERRORS.abandoned,
  `'a release needs ' & $string($startTo) & ' running before it, because scaling is blocked during an update, and ' & $string($running) & ' are; the status of the endpoint is ' & ${SEEN}`,
);

/** The stack could not be updated to what serves: no version was released. */
export function notRepaired(why: string): Readonly<Record<string, unknown>> {
  return failure(
    RELEASE_ERRORS.notRepaired,
    `'the stack says that ' & $resolved & ' serves, and ' & $previous & ' does; an update to ' & $previous & ' must come first, and failed: ' & ${why}`,
  );
}

/** A release failed, and the stack could not be updated to what served before. */
export function notRestored(why: string): Readonly<Record<string, unknown>> {
  return {
    failure: jsonata(
      `$merge([$failure, {'cause': $failure.cause & '; the stack could not be brought back to ' & $previous & ': ' & ${why}}])`,
    ),
  };
}
