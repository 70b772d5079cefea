import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { endpointState, type EndpointState } from '../aws/endpoint';
import { ledgerOf } from '../aws/ledger';
import { allModels, modelNamed, type DeployedModel } from '../aws/models';
import { listPackages, versionLabel } from '../aws/packages';
import { releaseState, ReleaseWatch, type ReleaseState } from '../aws/release';
import { openSession, type Session } from '../aws/session';
import { coloursOf, printJson, table, type Host } from '../console';
import { each } from '../each';
import { EXIT, type ExitCode } from '../errors';
import { stepText } from '../text/steps';
import type { VerbOptions } from './verb';

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

/** `blueprint list`: the models and what they serve, or the versions of one. */
export async function list(name: string | undefined, options: VerbOptions, host: Host): Promise<ExitCode> {
  const session = await openSession(options, host);
  return name === undefined ? listModels(session, options) : listVersions(session, name, options);
}

async function listModels(session: Session, options: VerbOptions): Promise<ExitCode> {
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

async function statusOf(session: Session, model: DeployedModel): Promise<ModelStatus> {
  const [state, endpoint, lastChange] = await Promise.all([
    releaseState(session, model.model),
    endpointState(session, model.model),
    lastChangeOf(session, model.model),
  ]);
  return { model, state, endpoint, lastChange, alarms: await ringing(session, endpoint?.rollbackAlarms ?? []) };
}

/** Records that are looked through for one that is a change: a refused release is none. */
const NEWEST = 10;

async function lastChangeOf(session: Session, model: string): Promise<string | undefined> {
  if (session.description.ledgerTable === undefined) return undefined;
  const newest = await ledgerOf(session).latest(model, NEWEST);
  return newest.find(({ kind }) => kind !== 'refusal')?.at;
}

async function ringing(session: Session, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await session.client(CloudWatchClient).send(
    new DescribeAlarmsCommand({
      AlarmNames: [...names],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      StateValue: 'ALARM',
    }),
  );
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

async function listVersions(session: Session, name: string, options: VerbOptions): Promise<ExitCode> {
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
async function runningStep(session: Session, executionArn: string): Promise<string | undefined> {
  const { steps, status } = await new ReleaseWatch(session, executionArn).ask();
  return status === 'RUNNING' ? steps.flatMap(({ name }) => stepText(name) ?? []).at(-1) : status;
}
