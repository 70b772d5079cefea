import type { ConfigProblem } from '../problem';
import { problemIn, problemOf, type Check, type Deployment, type Project } from '../project';
import { didYouMean, listed } from '../suggest';

/** Text of a problem when a key is not among those that another file defines; undefined when all is well or unknown. */
export function unknownReference(
  given: string | undefined,
  known: readonly string[] | undefined,
  what: string,
  definedIn: string,
): Pick<ConfigProblem, 'rule' | 'what' | 'allowed' | 'remedy'> | undefined {
  if (given === undefined || known === undefined || known.includes(given)) return undefined;
  return {
    rule: 'CONFIG-REFERENCE',
    what: `${what} ${given} is not known`,
    allowed: listed(known),
    remedy: didYouMean(given, known, `add it to ${definedIn}`),
  };
}

/** Keys of the contacts, unless they could not be read. */
export function contactKeys(project: Project): readonly string[] | undefined {
  const contacts = project.company?.draft.contacts;
  return contacts === undefined ? undefined : Object.keys(contacts);
}

const CONTACTS = 'contacts of config/company.yaml';

/** References between files: contacts, cost centres, environments. */
export const checkReferences: Check = (project) => {
  const contacts = contactKeys(project);
  const problems: ConfigProblem[] = [];
  const { company } = project;
  if (company !== undefined) {
    const text = unknownReference(company.draft.platformOwner, contacts, 'contact', CONTACTS);
    if (text !== undefined) problems.push(problemIn(company, ['platformOwner'], { ...text, requirement: 'OWN-1' }));
    const { platformCostCentre, costCentres } = company.draft;
    const codes = costCentres === undefined ? undefined : Object.keys(costCentres);
    const centre = unknownReference(platformCostCentre, codes, 'cost centre', 'costCentres of config/company.yaml');
    if (centre !== undefined) {
      problems.push(problemIn(company, ['platformCostCentre'], { ...centre, requirement: 'OWN-1' }));
    }
  }
  for (const environment of project.environments) {
    const text = unknownReference(environment.draft.budget?.notify, contacts, 'contact', CONTACTS);
    const extra = { requirement: 'OWN-1', environment: environment.name };
    if (text !== undefined) problems.push(problemIn(environment, ['budget', 'notify'], { ...text, ...extra }));
  }
  for (const model of project.models) {
    for (const name of Object.keys(model.draft.environments ?? {})) {
      const text = unknownReference(name, project.environmentNames, 'environment', 'config/environments/');
      if (text !== undefined) problems.push(problemIn(model, ['environments', name], { ...text, model: model.name }));
    }
  }
  return [...problems, ...project.deployments.flatMap((deployment) => modelReferences(deployment, project))];
};

function modelReferences(deployment: Deployment, project: Project): ConfigProblem[] {
  const { draft } = deployment;
  const contacts = contactKeys(project);
  const costCentres = project.company?.draft.costCentres;
  const codes = costCentres === undefined ? undefined : Object.keys(costCentres);
  const problems: ConfigProblem[] = [];
  const owner = unknownReference(draft.owner, contacts, 'contact', CONTACTS);
  if (owner !== undefined) problems.push(problemOf(deployment, ['owner'], { ...owner, requirement: 'OWN-1' }));
  const centre = unknownReference(draft.costCentre, codes, 'cost centre', 'costCentres of config/company.yaml');
  if (centre !== undefined) problems.push(problemOf(deployment, ['costCentre'], { ...centre, requirement: 'OWN-1' }));
  for (const [item, evidence] of Object.entries(draft.readiness ?? {})) {
    const text = unknownReference(evidence?.owner, contacts, 'contact', CONTACTS);
    const path = ['readiness', item, 'owner'];
    if (text !== undefined) problems.push(problemOf(deployment, path, { ...text, requirement: 'RDY-1' }));
  }
  return problems;
}
