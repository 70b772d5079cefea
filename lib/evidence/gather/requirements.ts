import type { EvidenceInput } from '../input';
import type { ControlRow, ControlStatus } from './controls';
import { distinct, sortedBy } from './sort';

/** A resource that meets a requirement. */
export interface Witness {
  readonly path: string;
  readonly resourceType: string;
  readonly rule: string;
}

/** What came of a requirement in one environment. */
export interface RequirementResult {
  readonly environment: string;
  readonly status: ControlStatus;
  readonly witnesses: readonly Witness[];
}

/** A requirement of the catalogue, the rules that check it, and the resources that meet it. */
export interface RequirementRow {
  readonly id: string;
  readonly family: string;
  readonly title: string;
  readonly text: string;
  readonly rules: readonly string[];
  readonly results: readonly RequirementResult[];
}

const GRAVEST: readonly ControlStatus[] = ['failed', 'acknowledged', 'passed', 'not applicable'];

/** Requirement → rules → resources, in the order of the catalogue. */
export function gatherRequirements(input: EvidenceInput, controls: readonly ControlRow[]): RequirementRow[] {
  return input.requirements.map(({ id, family, title, text }) => {
    const rules = distinct(
      input.rules.filter(({ requirements = [] }) => requirements.includes(id)).map(({ rule }) => rule),
    );
    return {
      id,
      family,
      title,
      text,
      rules,
      results: input.environments.map(({ name }) => {
        const own = controls.filter(({ environment, control }) => environment === name && rules.includes(control));
        const witnesses = (input.gate?.witnesses ?? []).filter(
          ({ environment, rule }) => environment === name && rules.includes(rule),
        );
        return {
          environment: name,
          status: rules.length === 0 ? 'no rule exists' : statusOf(own),
          witnesses: sortedBy(
            witnesses.map(({ path, resourceType, rule }) => ({ path, resourceType, rule })),
            ({ path, rule }) => `${path} ${rule}`,
          ),
        };
      }),
    };
  });
}

function statusOf(controls: readonly ControlRow[]): ControlStatus {
  return GRAVEST.find((status) => controls.some((control) => control.status === status)) ?? 'not applicable';
}
