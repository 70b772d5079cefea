import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import { changingStates, readableDefinitions, releasedModels, STATE_MACHINE, uncheckedChanges } from './releases';

/** No release bypasses the check, which asks who approved the version. */
export const rule: ComplianceRule = {
  id: 'ReleaseChecked',
  title: 'A state machine calls a check function before it changes the served version',
  remedy: 'release with ReleaseMachine; in a state machine of your own, invoke the check function before any change',
  requirements: ['REL-2'],
  formerIds: ['REL-2'],
  resourceTypes: [STATE_MACHINE],
  check: (machine) => {
    const definitions = readableDefinitions(machine);
    const changes = definitions.flatMap(changingStates);
    if (changes.length === 0 && releasedModels(machine) === undefined) return NOT_APPLICABLE;
    return definitions.flatMap(uncheckedChanges).map((state) => ({
      problem: `state '${state}' changes what serves, and is reached although no check function was asked`,
      location: 'Properties.DefinitionString',
    }));
  },
};
