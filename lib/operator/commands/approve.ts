import type { UserContext } from '@aws-sdk/client-sagemaker';
import { originOf } from '../../../constructs/registry/core/version-metadata';
import { personOf, type Actor } from '../../../constructs/release/core/approver-identity';
import {
  decide,
  DECISION_PERMISSIONS,
  decisionOf,
  decisionReason,
  isReviewed,
  planRows,
  report,
  REVIEWED,
  unchanged,
  type Decision,
} from '../approval/decision';
import { EXIT, OperatorError } from '../errors';
import {
  confirmOption,
  reasonOption,
  type ConfirmOptions,
  type EnvironmentOptions,
  type ReasonOptions,
} from '../options';
import { confirmed, showPlan } from '../prompts';
import { environmentVerb, examples } from '../verb';

interface Options extends EnvironmentOptions, ConfirmOptions, ReasonOptions {}

/** `blueprint approve`: the review of a high-risk version by the first person, the version itself by the second. */
export const approve = environmentVerb({
  name: 'approve',
  description: 'approve a version; its release then starts automatically',
  permissions: DECISION_PERMISSIONS,
  declare: (command) =>
    confirmOption(command)
      .argument('<model>', 'name of the model')
      .argument('<version>', 'version, e.g. 15 or v15')
      .addOption(reasonOption('why, e.g. the number of the change (required)'))
      .addHelpText(
        'after',
        '\nA high-risk model needs two people: the first approves the review, the second the version. Nobody may approve\n' +
          `their own version.\n${examples('blueprint approve churn 15 --env prod --reason "CHG-812"')}`,
      ),
  run: async ({ host, open }, options: Options, name: string, version: string) => {
    const reason = await decisionReason(options.reason, 'Why is it approved?', host);
    const session = await open(options);
    const decision = await decisionOf(session, name, version, reason);
    const { model, label } = decision;
    if (decision.version.ModelApprovalStatus === 'Approved') {
      return unchanged(decision, 'Approved', `${name} ${label} is approved already`, options);
    }
    refuseOwn(decision);
    const review = model.riskClass === 'high' && !isReviewed(decision.version);
    if (model.riskClass === 'high' && !review) refuseSecondByFirst(decision);
    const next = review
      ? `a second person approves it: blueprint approve ${name} ${label} --env ${session.description.environment} --reason "…"`
      : 'the release starts by itself';
    showPlan(
      `approve ${review ? 'the review of ' : ''}${name} ${label} in ${session.description.environment}`,
      [...planRows(decision), ['then', next]],
      host,
    );
    await confirmed('Go ahead?', options.yes === true, host);
    await decide(
      decision,
      review
        ? { ModelLifeCycle: { ...REVIEWED, StageDescription: reason } }
        : { ModelApprovalStatus: 'Approved', ApprovalDescription: reason },
    );
    const what = review ? 'the review is approved' : 'approved';
    return report(decision, review ? 'ReviewApproved' : 'Approved', `${name} ${label}: ${what}; ${next}`, options);
  },
});

/** The release machine refuses it too: here it only saves the way. */
function refuseOwn({ session, version, label }: Decision): void {
  const caller = personOf({ arn: session.caller.arn });
  const { author } = originOf(version);
  const authors = [actorOf(version.CreatedBy), author === undefined ? undefined : { arn: author }];
  if (!authors.some((one) => one !== undefined && personOf(one) === caller)) return;
  throw new OperatorError(
    `nobody approves a version of one's own: ${label} was made or registered by ${session.caller.arn}`,
    'have another person approve it, signed in as themselves',
    EXIT.refused,
  );
}

function refuseSecondByFirst({ session, version, label }: Decision): void {
  const first = actorOf(version.LastModifiedBy);
  if (first === undefined || personOf(first) !== personOf({ arn: session.caller.arn })) return;
  throw new OperatorError(
    `a high-risk version takes two people, and the review of ${label} was approved by ${first.arn}`,
    'have another person approve it, signed in as themselves',
    EXIT.refused,
  );
}

function actorOf(context: UserContext | undefined): Actor | undefined {
  const identity = context?.IamIdentity;
  return identity?.Arn === undefined ? undefined : { arn: identity.Arn, sourceIdentity: identity.SourceIdentity };
}
