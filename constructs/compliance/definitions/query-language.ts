import type { Problem } from '../template-check';
import { isObject, type TemplateObject } from '../../template';

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
const JSONPATH_FIELDS: ReadonlySet<string> = new Set([
  'InputPath',
  'OutputPath',
  'Parameters',
  'Result',
  'ResultPath',
  'ResultSelector',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'MaxConcurrencyPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
  'CausePath',
  'ErrorPath',
]);
const JSONATA_FIELDS: ReadonlySet<string> = new Set(['Arguments', 'Items', 'Output']);

/** The fields of a state, and of the rules of a choice, that its query language does not have. */
export function languageProblems(
  name: string,
  state: TemplateObject,
  language: string,
  at: string,
): readonly Problem[] {
  const foreign = language === 'JSONata' ? JSONPATH_FIELDS : JSONATA_FIELDS;
  const other = language === 'JSONata' ? 'JSONPath' : 'JSONata';
  const problems = Object.keys(state)
    .filter((field) => foreign.has(field))
    .map((field) => ({
      problem: `state '${name}' uses ${language} and has ${field}, which only ${other} has`,
      location: at,
    }));
  const choices: readonly unknown[] = Array.isArray(state['Choices']) ? state['Choices'] : [];
  const choiceField = language === 'JSONata' ? 'Variable' : 'Condition';
  for (const [index, choice] of choices.entries()) {
    if (!isObject(choice) || choice[choiceField] === undefined) continue;
    problems.push({
      problem: `state '${name}' uses ${language} and has a choice with ${choiceField}, which only ${other} has`,
      location: `${at}.Choices.${index}.${choiceField}`,
    });
  }
  return problems;
}
