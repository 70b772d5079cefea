/** Steps of the release machine that people want to see. The others are looks and turnings in between. */
export const STEP_TEXTS: Readonly<Record<string, string>> = {
  Lock: 'take the lock',
  TripRollout: 'make SageMaker take the rollout in progress back',
  CancelRelease: 'cancel its update of the stack too',
  WaitForCalm: 'wait until the alarm is calm',
  WaitForHolder: 'wait for another release that holds it',
  TakeOver: 'take it over from a release that has ended',
  Check: 'check the version',
  WaitForApprovers: 'wait until the audit trail tells who approved',
  WriteParameter: 'write the release parameter',
  UpdateStack: 'update the serving stack',
  WaitForStack: 'traffic moves, alarms are watched',
  ReportOverdue: 'it takes longer than it may',
  ContinueRollback: 'continue the rollback of the stack',
  CancelUpdate: 'cancel the update',
  ObserveEndpoint: 'look at the endpoint',
  ObserveComponent: 'look at the inference component',
  WaitForRest: 'wait until the endpoint has scaled',
  StartInstances: 'start the instances that the release needs',
  StartCopies: 'start the copies that the release needs',
  WaitForEndpoint: 'wait for the endpoint',
  Pin: 'pin the version',
  Unpin: 'take the pin off',
  RepairStack: 'update the stack to what serves, which it does not say',
  KeepCapacity: 'tell the stack that the endpoint exists',
  RestoreStack: 'bring the stack back to what served',
  PutBack: 'put the release parameter back',
  Notify: 'tell the team that is on call',
  Unlock: 'give the lock back',
};

/** A step for people; undefined for one that tells them nothing. */
export function stepText(name: string): string | undefined {
  return STEP_TEXTS[name];
}
