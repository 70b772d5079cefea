import { StackStatus } from '@aws-sdk/client-cloudformation';
import { EndpointStatus, InferenceComponentStatus } from '@aws-sdk/client-sagemaker';
import {
  COMPONENT_STATUSES,
  ENDPOINT_STATUSES,
  STACK_STATUSES,
  stackDecision,
  statusesThat,
} from '../../../../constructs/release/core/service-statuses';

test.each([
  ['endpoints', ENDPOINT_STATUSES, EndpointStatus],
  ['inference components', COMPONENT_STATUSES, InferenceComponentStatus],
  ['stacks', STACK_STATUSES, StackStatus],
])('every status that the SDK knows of %s has a decision, and no other has', (_, table, known) => {
  expect(Object.keys(table).sort()).toEqual(Object.values<string>(known).sort());
});

test('an endpoint that scales, rolls back or is maintained is waited for', () => {
  expect(statusesThat(ENDPOINT_STATUSES, 'changes')).toEqual(['Creating', 'RollingBack', 'SystemUpdating', 'Updating']);
  expect(statusesThat(ENDPOINT_STATUSES, 'serves')).toEqual(['InService']);
  expect(statusesThat(COMPONENT_STATUSES, 'changes')).toEqual(['Creating', 'Updating']);
});

test('an update of a stack begins where the last one ended, was taken back or stopped half-way', () => {
  expect(statusesThat(STACK_STATUSES, 'ready', 'undone', 'unfinished')).toEqual([
    'CREATE_COMPLETE',
    'IMPORT_COMPLETE',
    'IMPORT_ROLLBACK_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_FAILED',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(statusesThat(STACK_STATUSES, 'stuck')).toEqual(['UPDATE_ROLLBACK_FAILED']);
});

test('fails safe for a status that is not known: no update begins', () => {
  expect(stackDecision('PAUSED')).toBe('broken');
});
