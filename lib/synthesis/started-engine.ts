import type { PolicyValidationStack, PolicyViolation } from 'aws-cdk-lib';
import { WorkerEngine } from '../../constructs/compliance/core/worker-engine';
import { SYNTHESIZED_TYPES } from './synthesized-types';

/** The engine of this process, which begins to load when this module does: for programs that synthesize once. */
export const cloudFormationEngine = new WorkerEngine<PolicyValidationStack, PolicyViolation>(SYNTHESIZED_TYPES);
