/**
 * What each status of the services means for a release: the one table from which the check and the choices of the release
 * machine are made. A test holds it against the statuses of the AWS SDK, so that a new one gets a decision.
 */

/** `serves`: requests are answered. `changes`: it ends by itself, so wait. `fails`: it stays so until somebody acts. */
export type HostingDecision = 'serves' | 'changes' | 'fails';

/**
 * `ready`: an update may begin, and the last change was made. `undone`: an update may begin, and the last change was taken
 * back. `changes`: it ends by itself, so wait. `unfinished`: an update stopped half-way, and another one may begin. `stuck`:
 * its rollback failed and can go on. `broken`: no update may begin.
 */
export type StackDecision = 'ready' | 'undone' | 'changes' | 'unfinished' | 'stuck' | 'broken';

/** A status, and why it is decided so. */
interface Decided<Decision> {
  readonly decision: Decision;
  readonly meaning: string;
}

type Table<Decision> = Readonly<Record<string, Decided<Decision>>>;

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html */
export const ENDPOINT_STATUSES: Table<HostingDecision> = {
  Creating: { decision: 'changes', meaning: 'the first instances start' },
  Deleting: { decision: 'fails', meaning: 'it will be gone' },
  Failed: { decision: 'fails', meaning: 'it could not be created or scaled, and must be updated or deleted' },
  InService: { decision: 'serves', meaning: 'it answers requests' },
  OutOfService: { decision: 'fails', meaning: 'it takes no requests' },
  RollingBack: {
    decision: 'changes',
    meaning: 'an update or a change of the number of instances failed, and it returns to InService as it was before',
  },
  SystemUpdating: { decision: 'changes', meaning: 'SageMaker maintains it; it can be neither updated nor deleted' },
  UpdateRollbackFailed: {
    decision: 'fails',
    meaning: 'a rolling deployment and its rollback failed, and two configurations serve',
  },
  Updating: { decision: 'changes', meaning: 'a deployment or scaling is in progress' },
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeInferenceComponent.html */
export const COMPONENT_STATUSES: Table<HostingDecision> = {
  Creating: { decision: 'changes', meaning: 'the first copies start' },
  Deleting: { decision: 'fails', meaning: 'it will be gone' },
  Failed: { decision: 'fails', meaning: 'it could not be created or updated' },
  InService: { decision: 'serves', meaning: 'it answers requests, or has no copy' },
  Updating: { decision: 'changes', meaning: 'a deployment or scaling is in progress' },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
export const STACK_STATUSES: Table<StackDecision> = {
  CREATE_COMPLETE: { decision: 'ready', meaning: 'it was created' },
  CREATE_FAILED: { decision: 'broken', meaning: 'it was not created, and can only be deleted' },
  CREATE_IN_PROGRESS: { decision: 'changes', meaning: 'it is being created' },
  DELETE_COMPLETE: { decision: 'broken', meaning: 'it is gone' },
  DELETE_FAILED: { decision: 'broken', meaning: 'a part of it is gone' },
  DELETE_IN_PROGRESS: { decision: 'broken', meaning: 'it will be gone' },
  IMPORT_COMPLETE: { decision: 'ready', meaning: 'resources were imported' },
  IMPORT_IN_PROGRESS: { decision: 'changes', meaning: 'resources are being imported' },
  IMPORT_ROLLBACK_COMPLETE: { decision: 'undone', meaning: 'an import was taken back' },
  IMPORT_ROLLBACK_FAILED: { decision: 'broken', meaning: 'an import could not be taken back' },
  IMPORT_ROLLBACK_IN_PROGRESS: { decision: 'changes', meaning: 'an import is being taken back' },
  REVIEW_IN_PROGRESS: { decision: 'broken', meaning: 'it has a change set that nobody has executed, and no resources' },
  ROLLBACK_COMPLETE: { decision: 'broken', meaning: 'its creation was taken back, and it can only be deleted' },
  ROLLBACK_FAILED: { decision: 'broken', meaning: 'its creation could not be taken back' },
  ROLLBACK_IN_PROGRESS: { decision: 'changes', meaning: 'its creation is being taken back' },
  UPDATE_COMPLETE: { decision: 'ready', meaning: 'CloudFormation made the update; the endpoint may say otherwise' },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { decision: 'changes', meaning: 'replaced resources are being deleted' },
  UPDATE_FAILED: { decision: 'unfinished', meaning: 'an update without rollback failed, and its first part stays' },
  UPDATE_IN_PROGRESS: { decision: 'changes', meaning: 'it is being updated' },
  UPDATE_ROLLBACK_COMPLETE: { decision: 'undone', meaning: 'the update was taken back' },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: {
    decision: 'changes',
    meaning: 'the update was taken back, and new resources are being deleted',
  },
  UPDATE_ROLLBACK_FAILED: {
    decision: 'stuck',
    meaning: 'the update could not be taken back, and this can be continued',
  },
  UPDATE_ROLLBACK_IN_PROGRESS: { decision: 'changes', meaning: 'the update is being taken back' },
};

/** The statuses of a table with one of the decisions, in the order of the table. */
export function statusesThat<Decision>(table: Table<Decision>, ...decisions: readonly Decision[]): readonly string[] {
  return Object.keys(table).filter((status) => {
    const found = table[status];
    return found !== undefined && decisions.includes(found.decision);
  });
}

/** The decision for a status of a stack; one that is not known takes no updates. */
export function stackDecision(status: string): StackDecision {
  return STACK_STATUSES[status]?.decision ?? 'broken';
}
