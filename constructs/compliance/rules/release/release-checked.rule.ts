import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import { changingStates, readableDefinitions, releasedModels, STATE_MACHINE, uncheckedChanges } from './releases';

/** A version is released by a check that asks who approved it, and never past it. */
export const rule: ComplianceRule = {
  id: 'ReleaseChecked',
  title: 'A state machine asks a check function before it changes what serves',
  remedy: "release with ReleaseMachine; in a machine of one's own, invoke the check function before anything changes",
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
