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
} from '../approval/decision';
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

/** `blueprint reject`: never again released; rolled back when it serves. */
export const reject = environmentVerb({
  name: 'reject',
  description: 'reject a version; if it serves, it is rolled back',
  permissions: DECISION_PERMISSIONS,
  declare: (command) =>
    confirmOption(command)
      .argument('<model>', 'name of the model')
      .argument('<version>', 'version, e.g. 15 or v15')
      .addOption(reasonOption('why: mandatory'))
      .addHelpText('after', examples('blueprint reject churn 15 --env prod --reason "recall fell on new customers"')),
  run: async ({ host, open }, options: Options, name: string, version: string) => {
    const reason = await decisionReason(options.reason, 'Why is it rejected?', host);
    const session = await open(options);
    const decision = await decisionOf(session, name, version, reason);
    const { model, arn, label } = decision;
    if (decision.version.ModelApprovalStatus === 'Rejected') {
      return unchanged(decision, 'Rejected', `${name} ${label} is rejected already`, options);
    }
    const serves = model.releasedArn === arn;
    const then = serves
      ? 'it serves now: a rollback to the last version that served well starts by itself'
      : 'it cannot be released';
    showPlan(
      `reject ${name} ${label} in ${session.description.environment}`,
      [...planRows(decision), ['then', then]],
      host,
    );
    await confirmed('Go ahead?', options.yes === true, host);
    await decide(decision, {
      ModelApprovalStatus: 'Rejected',
      ApprovalDescription: reason,
      // The release machine takes a rejection for the end of the review too: so must the registry, or nobody could review again.
      ...(isReviewed(decision.version) && { ModelLifeCycle: { ...REVIEWED, StageStatus: 'Rejected' } }),
    });
    return report(decision, 'Rejected', `${name} ${label}: rejected; ${then}`, options);
  },
});
