import { ENDPOINT_PERMISSIONS, endpointState, type EndpointState } from '../aws/endpoint';
import { LEDGER_PERMISSIONS, ledgerOf } from '../aws/ledger';
import { allModels, MODEL_PERMISSIONS, modelNamed, type DeployedModel } from '../aws/models';
import { listPackages, versionLabel, VERSIONS_PERMISSIONS } from '../aws/packages';
import {
  RELEASE_STATE_PERMISSIONS,
  releaseState,
  ReleaseWatch,
  WATCH_PERMISSIONS,
  type ReleaseState,
} from '../aws/release';
import type { SessionFor } from '../aws/session';
import { coloursOf, printJson, table } from '../console';
import { each } from '../each';
import { EXIT, type ExitCode } from '../errors';
import type { EnvironmentOptions } from '../options';
import type { Permissions } from '../permissions';
import { stepText } from '../text/steps';
import { environmentVerb, examples } from '../verb';

const VERSIONS = 50;

interface ModelStatus {
  readonly model: DeployedModel;
  readonly state: ReleaseState;
  readonly endpoint?: EndpointState;
  /** @default - nothing was recorded */
  readonly lastChange?: string;
  /** Rollback alarms that ring. */
  readonly alarms: readonly string[];
}

const ALARM_PERMISSIONS = [
  { calls: ['DescribeAlarms'], on: 'the rollback alarms of the endpoints' },
] as const satisfies Permissions;

const PERMISSIONS = [
  ...MODEL_PERMISSIONS,
  ...RELEASE_STATE_PERMISSIONS,
  ...ENDPOINT_PERMISSIONS,
  ...LEDGER_PERMISSIONS,
  ...ALARM_PERMISSIONS,
  ...VERSIONS_PERMISSIONS,
  ...WATCH_PERMISSIONS,
] as const satisfies Permissions;

type ListSession = SessionFor<typeof PERMISSIONS>;

/** `blueprint list`: the models and what they serve, or the versions of one. */
export const list = environmentVerb({
  name: 'list',
  description: 'list the models and what they serve, or the versions of one model',
  permissions: PERMISSIONS,
  declare: (command) =>
    command
      .argument('[model]', 'list the versions of this model instead')
      .addHelpText('after', examples('blueprint list --env prod', 'blueprint list churn --env prod --json')),
  run: async ({ open }, options: EnvironmentOptions, name: string | undefined) => {
    const session = await open(options);
    return name === undefined ? listModels(session, options) : listVersions(session, name, options);
  },
});

async function listModels(session: ListSession, options: EnvironmentOptions): Promise<ExitCode> {
  const { host, description } = session;
  const models = await each(await allModels(session), (model) => statusOf(session, model));
  if (options.json === true) {
    printJson(host, { ok: true, environment: description.environment, models: models.map(asJson) });
    return EXIT.ok;
  }
  if (models.length === 0) {
    host.out(`${description.environment} has no models`);
    return EXIT.ok;
  }
  const { bold, red } = coloursOf(host);
  const rows = [
    ['MODEL', 'SERVES', 'PINNED', 'ENDPOINT', 'LAST CHANGE', 'ALARMS'],
    ...models.map(({ model, state, endpoint, lastChange, alarms }) => [
      model.model,
      model.releasedArn === undefined ? 'nothing yet' : versionLabel(model.releasedArn),
      state.pin === undefined ? '-' : versionLabel(state.pin.packageArn ?? ''),
      state.lock === undefined ? (endpoint?.status ?? '-') : 'release running',
      lastChange ?? '-',
      alarms.length === 0 ? 'ok' : alarms.join(', '),
    ]),
  ];
  for (const [index, line] of table(rows).split('\n').entries()) {
    const rings = (models[index - 1]?.alarms.length ?? 0) > 0;
    host.out(index === 0 ? bold(line) : rings ? red(line) : line);
  }
  return EXIT.ok;
}

async function statusOf(session: ListSession, model: DeployedModel): Promise<ModelStatus> {
  const [state, endpoint, lastChange] = await Promise.all([
    releaseState(session, model.model),
    endpointState(session, model.model),
    lastChangeOf(session, model.model),
  ]);
  return { model, state, endpoint, lastChange, alarms: await ringing(session, endpoint?.rollbackAlarms ?? []) };
}

/** Records that are looked through for one that is a change: a refused release is none. */
const NEWEST = 10;

async function lastChangeOf(
  session: SessionFor<typeof LEDGER_PERMISSIONS>,
  model: string,
): Promise<string | undefined> {
  if (session.description.ledgerTable === undefined) return undefined;
  const newest = await ledgerOf(session).latest(model, NEWEST);
  return newest.find(({ kind }) => kind !== 'refusal')?.at;
}

async function ringing(
  session: SessionFor<typeof ALARM_PERMISSIONS>,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await session.call('DescribeAlarms', {
    AlarmNames: [...names],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    StateValue: 'ALARM',
  });
  return [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName }) => AlarmName ?? []);
}

function asJson({ model, state, endpoint, lastChange, alarms }: ModelStatus): object {
  const { model: name, releasedArn, riskClass, owner } = model;
  return {
    model: name,
    riskClass,
    owner,
    version: releasedArn === undefined ? undefined : versionLabel(releasedArn),
    packageArn: releasedArn,
    pin: state.pin,
    release: state.lock,
    endpointStatus: endpoint?.status,
    lastChange,
    alarms,
  };
}

async function listVersions(session: ListSession, name: string, options: EnvironmentOptions): Promise<ExitCode> {
  const { host, description } = session;
  const model = await modelNamed(session, name);
  const [packages, state] = await Promise.all([listPackages(session, name, VERSIONS), releaseState(session, name)]);
  const running = state.lock === undefined ? undefined : await runningStep(session, state.lock.execution);
  if (options.json === true) {
    printJson(host, {
      ok: true,
      model: name,
      environment: description.environment,
      pin: state.pin,
      release: state.lock && { ...state.lock, step: running },
      versions: packages.map(
        ({ ModelPackageArn = '', ModelApprovalStatus, CreationTime, ModelPackageDescription }) => ({
          version: versionLabel(ModelPackageArn),
          packageArn: ModelPackageArn,
          approvalStatus: ModelApprovalStatus,
          createdAt: CreationTime?.toISOString(),
          description: ModelPackageDescription,
          serves: ModelPackageArn === model.releasedArn,
          pinned: ModelPackageArn === state.pin?.packageArn,
        }),
      ),
    });
    return EXIT.ok;
  }
  if (packages.length === 0) {
    host.out(`${name} has no versions`);
    host.err(`next: blueprint register ${name} --help`);
    return EXIT.ok;
  }
  const { bold } = coloursOf(host);
  const rows = [
    ['VERSION', 'APPROVAL', 'REGISTERED', ''],
    ...packages.map(({ ModelPackageArn = '', ModelApprovalStatus = '-', CreationTime }) => [
      versionLabel(ModelPackageArn),
      ModelApprovalStatus,
      CreationTime?.toISOString() ?? '-',
      [
        ...(ModelPackageArn === model.releasedArn ? ['serves'] : []),
        ...(ModelPackageArn === state.pin?.packageArn ? [`pinned: ${state.pin.reason ?? 'no reason given'}`] : []),
        ...(ModelPackageArn === state.lock?.packageArn ? [`being released: ${running ?? 'starting'}`] : []),
      ].join(', '),
    ]),
  ];
  for (const [index, line] of table(rows).split('\n').entries()) host.out(index === 0 ? bold(line) : line);
  if (state.lock !== undefined) host.out(`a release is running: ${state.lock.execution} (${running ?? 'starting'})`);
  return EXIT.ok;
}

/** The last step that a running release took. */
async function runningStep(
  session: SessionFor<typeof WATCH_PERMISSIONS>,
  executionArn: string,
): Promise<string | undefined> {
  const { steps, status } = await new ReleaseWatch(session, executionArn).ask();
  return status === 'RUNNING' ? steps.flatMap(({ name }) => stepText(name) ?? []).at(-1) : status;
}
