import { personOf, type Actor } from './approver-identity';
import { refusal, type Refusal } from './refusal';
import type { ReleasePolicy } from './release-policy';

/** A decision about a version, as CloudTrail recorded it. */
export interface ApprovalFact {
  /** `review`: the first of two. `approval`: `ModelApprovalStatus` became Approved. `withdrawal`: it became another. */
  readonly decision: 'review' | 'approval' | 'withdrawal';
  readonly actor: Actor;
  /** When it was decided, ISO 8601. */
  readonly at: string;
}

/** What the four-eyes check decides from. */
export interface ApproverCheckInput {
  readonly policy: Pick<ReleasePolicy, 'riskClass'>;
  readonly approvals: readonly ApprovalFact[];
  readonly approversSettled: boolean;
  /** Everybody who counts as author. */
  readonly author: readonly Actor[];
  /** Who changed the registration last, as the registry says: the approver, unless somebody changed it since. */
  readonly modifier?: Actor;
}

/** What comes of it. */
export interface ApproverCheckResult {
  readonly refusals: readonly Refusal[];
  /** Refusals that count only once CloudTrail has had its time. */
  readonly unsettled: readonly Refusal[];
  readonly warnings: readonly string[];
}

/**
 * Nobody approves what is one's own, and a high risk takes two.
 *
 * CloudTrail says exactly who approved, but minutes later. Until then the registry's `LastModifiedBy` stands in where one
 * approver is enough; two can be told by CloudTrail only.
 */
export function approverProblems(input: ApproverCheckInput): ApproverCheckResult {
  const { author, policy, modifier } = input;
  const authors = new Set(author.map(personOf));
  const approval = standing(input.approvals, 'approval');
  if (authors.size === 0) {
    const problem = 'the author of a version must be known, so that somebody else approves it; the registry names none';
    return result({ refusals: [refusal('NO_AUTHOR', problem, 'register it again with its author')] });
  }
  const approver = approval?.actor ?? modifier;
  const own = approver !== undefined && authors.has(personOf(approver)) ? [selfApproval(approver)] : [];
  if (policy.riskClass !== 'high') {
    if (approver === undefined) return result({ unsettled: [unknownApprover()] });
    const warnings =
      approval === undefined && own.length === 0
        ? [`approver ${approver.arn} is taken from LastModifiedBy: CloudTrail has not told of the approval yet`]
        : [];
    return result({ refusals: own, warnings });
  }
  const review = standing(input.approvals, 'review');
  if (approval === undefined || review === undefined) {
    const missing = review === undefined ? 'review' : 'approval';
    const problem = `a high-risk version needs two approvers, nobody is known for the ${missing}`;
    const remedy = 'have one person approve stage Review of its life cycle, and another the version';
    return result({ refusals: own, unsettled: [refusal('SECOND_APPROVER', problem, remedy)] });
  }
  const reviewer = authors.has(personOf(review.actor)) ? [selfApproval(review.actor)] : [];
  const same =
    personOf(review.actor) === personOf(approval.actor)
      ? [
          refusal(
            'SECOND_APPROVER',
            `a high-risk version needs two approvers, ${approval.actor.arn} is both`,
            'have another person approve one of the two stages',
          ),
        ]
      : [];
  return result({ refusals: [...own, ...reviewer, ...same] });
}

/** The newest decision of a kind that was not taken back since. */
function standing(facts: readonly ApprovalFact[], decision: 'review' | 'approval'): ApprovalFact | undefined {
  const newest = (kinds: readonly ApprovalFact['decision'][]) =>
    facts
      .filter((fact) => kinds.includes(fact.decision))
      .reduce<ApprovalFact | undefined>(
        (last, fact) => (last === undefined || fact.at >= last.at ? fact : last),
        undefined,
      );
  const found = newest([decision]);
  const withdrawn = newest(['withdrawal']);
  return found !== undefined && (withdrawn === undefined || withdrawn.at < found.at) ? found : undefined;
}

function selfApproval({ arn }: Actor): Refusal {
  const problem = `nobody approves a version of one's own, and ${arn} cannot be told from its author`;
  return refusal('SELF_APPROVAL', problem, 'have another person approve it');
}

function unknownApprover(): Refusal {
  return refusal('NO_APPROVER', 'it must be known who approved the version, and nothing tells', 'approve it again');
}

function result(given: Partial<ApproverCheckResult>): ApproverCheckResult {
  return { refusals: [], unsettled: [], warnings: [], ...given };
}
