import { formatInstant } from '../../../constructs/ledger/core/instants';
import { versionName } from '../../../constructs/ledger/core/timeline';
import type { ServingVersion, WhichAnswer } from '../../../constructs/ledger/core/types';
import { whichAt } from '../../../constructs/ledger/core/which';
import { CONFIGURATION_PERMISSIONS, configurationAgainst, type ConfigurationChange } from '../aws/served-configuration';
import { LEDGER_PERMISSIONS, ledgerOf } from '../aws/ledger';
import { findModel, MODEL_PERMISSIONS, unknownModel, type DeployedModel } from '../aws/models';
import { coloursOf, printJson, type Host } from '../console';
import { EXIT, OperatorError } from '../errors';
import type { EnvironmentOptions } from '../options';
import { isNew, shareText, stateText } from '../text/versions';
import { readWhen, requireZone, type When } from '../text/when';
import { environmentVerb, examples } from '../verb';

interface Options extends EnvironmentOptions {
  readonly at?: string;
  readonly tz?: string;
}

/** One answer with what is told beside it. */
interface Answered {
  readonly answer: WhichAnswer;
  readonly change?: ConfigurationChange;
}

/** `blueprint which`: the version that was in force at a time, with the confidence of the answer. */
export const which = environmentVerb({
  name: 'which',
  description: 'show which version serves now, or served at a given time',
  permissions: [...MODEL_PERMISSIONS, ...LEDGER_PERMISSIONS, ...CONFIGURATION_PERMISSIONS],
  declare: (command) =>
    command
      .argument('<model>', 'name of the model')
      .option('--at <time>', 'local time such as "2026-11-17 15:47", or with an offset or Z (default: now)')
      .option('--tz <zone>', 'zone of --at, e.g. Asia/Kolkata (default: the zone of this machine, which is printed)')
      .addHelpText(
        'after',
        examples(
          'blueprint which churn --env prod',
          'blueprint which churn --env prod --at "2026-11-17 15:47" --tz Asia/Kolkata',
          'blueprint which churn --env prod --at 2026-11-17T10:17:00Z --json | jq .answers[0].versions',
        ),
      ),
  run: async ({ host, open }, options: Options, name: string) => {
    const when = whenOf(options, host);
    const session = await open(options);
    const ledger = ledgerOf(session);
    const [model, ...records] = await Promise.all([
      findModel(session, name),
      ...when.instants.map((at) => ledger.around(name, at)),
    ]);
    const isKnown = model !== undefined || records.some((found) => found.length > 0);
    if (!isKnown) throw await unknownModel(session, name);
    const answers = await Promise.all(
      when.instants.map(async (at, index): Promise<Answered> => {
        const answer = whichAt(name, records[index] ?? [], at);
        return { answer, change: await configurationAgainst(session, ledger, answer) };
      }),
    );
    if (options.json === true) {
      printJson(host, {
        ok: true,
        model: name,
        environment: session.description.environment,
        zone: when.zone,
        zoneAssumed: when.zoneAssumed,
        answers: answers.map(asJson),
      });
      return EXIT.ok;
    }
    if (when.zoneAssumed) host.err(`time zone ${when.zone} is assumed; name another with --tz`);
    if (answers.length > 1) host.out(`the clocks in ${when.zone} showed this time twice`);
    for (const [index, answered] of answers.entries()) {
      if (index > 0) host.out('');
      print(answered, model, when, host);
    }
    return EXIT.ok;
  },
});

function whenOf({ at, tz }: Options, host: Host): When {
  requireZone(tz);
  const now = host.now().toISOString();
  const when =
    at === undefined
      ? { instants: [now] as const, zone: tz ?? 'Z', zoneAssumed: false }
      : readWhen('--at', at, tz, host);
  if (when.instants[0] > now) {
    throw new OperatorError(
      `--at lies in the future: ${when.instants[0]}`,
      'ask for a time that has passed, or leave --at out for now',
    );
  }
  return when;
}

function print({ answer, change }: Answered, model: DeployedModel | undefined, when: When, host: Host): void {
  const { bold, dim, green, yellow } = coloursOf(host);
  const local = when.zone === 'Z' || /^[+-]/.test(when.zone) ? '' : `   ${dim(formatInstant(answer.at, when.zone))}`;
  host.out(`${answer.at}   ${bold(`${answer.model} ${headline(answer, model)}`)}${local}`);
  for (const line of [forceLine(answer), ...answer.versions.flatMap((version) => versionLines(version, answer))]) {
    host.out(`  ${line}`);
  }
  if (change !== undefined) host.out(`  ${changeText(change)}`);
  if (answer.confidence === 'either') {
    for (const state of answer.candidates) host.out(`  possible: ${stateText(state, undefined)}`);
    if (!answer.exhaustive) host.out('  possible: a version that no record names');
  }
  const colour = answer.confidence === 'confirmed' ? green : yellow;
  host.out(`  confidence: ${colour(answer.confidence)} (${answer.reasons.join('; ')})`);
}

function headline(answer: WhichAnswer, model: DeployedModel | undefined): string {
  switch (answer.confidence) {
    case 'unknown':
      if (answer.to === undefined && model !== undefined && model.releasedArn === undefined) {
        return 'was never released: nothing serves';
      }
      return answer.to === undefined ? 'is not known' : `is not known: before the first release in the ledger`;
    case 'either':
      return `either ${answer.candidates.map((state) => stateText(state, undefined)).join(' or ')}`;
    case 'confirmed':
    case 'recorded':
      return answer.versions.length === 0 ? 'served nothing' : stateText(answer, transitionOf(answer));
  }
}

/** The observation whose deployment was under way at the instant. */
function transitionOf({ before, after, versions }: WhichAnswer) {
  const of = (observed: NonNullable<typeof before>['observed'] | undefined) =>
    observed?.transition !== undefined && versions.some((version) => isNew(version, observed)) ? observed : undefined;
  return of(before?.observed) ?? of(after?.observed);
}

function forceLine({ from, to, before, confidence }: WhichAnswer): string {
  if (confidence === 'unknown') return to === undefined ? 'nothing is recorded' : `recorded from ${to}`;
  const since = from ?? 'the beginning';
  const confirmed = before === undefined ? '' : `   endpoint confirmed ${before.observedAt ?? before.at}`;
  return `in force ${since} → ${to ?? 'now'}${confirmed}`;
}

function versionLines(version: ServingVersion, { release, versions }: WhichAnswer): string[] {
  const { approvers = [], trainingDataUri, trainingDataHash, metrics = {}, imageDigest } = version;
  const released = release?.release.modelPackageArn === version.modelPackageArn ? release : undefined;
  const title = versions.length > 1 ? `${versionName(version)} ` : '';
  const approved = approvers.length === 0 ? 'approver not recorded' : `approved ${approvers.join(', ')}`;
  const by =
    released === undefined
      ? ''
      : ` · ${released.cause} ${released.release.releaseId}${released.reason === undefined ? '' : ` (${released.reason})`}`;
  const data =
    trainingDataUri === undefined
      ? 'data not recorded'
      : `data ${trainingDataUri}${trainingDataHash === undefined ? '' : `@${trainingDataHash}`}`;
  const figures = Object.entries(metrics).map(([metric, value]) => `${metric} ${value}`);
  return [
    `${title}${approved}${by}`,
    `${title}${[data, ...figures].join('   ')}`,
    ...(imageDigest === undefined ? [] : [`${title}image ${imageDigest}`]),
  ];
}

function changeText({ against, keys }: ConfigurationChange): string {
  const count = keys.length === 1 ? '1 key' : `${keys.length} keys`;
  return `configuration against ${against}: ${keys.length === 0 ? 'the same' : `${count} (${keys.join(', ')})`}`;
}

function asJson({ answer, change }: Answered): object {
  const { at, confidence, exhaustive, from, to, status, inTransition, reasons, candidates, release, before } = answer;
  return {
    at,
    confidence,
    versions: answer.versions.map((version) => versionJson(version, transitionOf(answer))),
    candidates: candidates.map(({ versions }) => versions.map((version) => versionJson(version, undefined))),
    exhaustive,
    from,
    to,
    status,
    inTransition,
    endpointConfirmedAt: before?.observedAt ?? before?.at,
    release: release && {
      id: release.release.releaseId,
      cause: release.cause,
      actor: release.actor,
      reason: release.reason,
    },
    configuration: change,
    reasons,
  };
}

function versionJson(version: ServingVersion, observed: Parameters<typeof isNew>[1]): object {
  return { version: versionName(version), share: shareText(version), canary: isNew(version, observed), ...version };
}
