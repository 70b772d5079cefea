import type { ServiceFacts } from '../facts';

export const stepfunctions: ServiceFacts = { 'AWS::StepFunctions::StateMachine': { box: 'machines' } };
