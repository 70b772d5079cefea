import type { Problem, TemplateCheck } from '../template-check';
import { policyDocuments, POLICY_RESOURCE_TYPES, type PolicyDocument, type Statement } from '../../template';

interface CheckText {
  readonly id: string;
  readonly title: string;
  readonly remedy: string;
}

/** A check that looks at each policy document as a whole. */
export function documentCheck(text: CheckText, find: (document: PolicyDocument) => readonly Problem[]): TemplateCheck {
  return {
    ...text,
    resourceTypes: POLICY_RESOURCE_TYPES,
    check: (resource) => {
      const documents = policyDocuments(resource);
      return documents.length === 0 ? 'not-applicable' : documents.flatMap(find);
    },
  };
}

/** A check that looks at each statement alone. */
export function statementCheck(text: CheckText, find: (statement: Statement) => readonly Problem[]): TemplateCheck {
  return documentCheck(text, (document) => document.statements.flatMap(find));
}

/** A problem of one element of a statement, e.g. `Action`. */
export function inElement(statement: Statement, element: string, problem: string): Problem {
  return { problem, location: `${statement.location}.${element}` };
}

/** The words of an element that are plain text; what an intrinsic function gives is not known at synth. */
export function wordsOf(value: unknown): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.filter((one) => typeof one === 'string');
}
