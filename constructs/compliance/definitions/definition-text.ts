import {
  type ResourceView,
  alternatives,
  isIntrinsic,
  isObject,
  renderText,
  type TemplateObject,
} from '../../template';

/** What a reference to another resource may stand for: a valid ARN, which is valid as a text too. */
const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:token';
/** Fields that hold numbers. */
const NUMERIC = /(?:Seconds|Concurrency|Count|Attempts|Rate|Percentage|MaxItems|Batch)$/;

/** A state machine definition in a template, with everything that only the deployment knows replaced. */
export interface StateMachineDefinition {
  /** `Properties.DefinitionString` or `Properties.Definition`. */
  readonly location: string;
  /** The parsed definition, or why it is none. */
  readonly value: TemplateObject | { readonly unreadable: string };
}

/** The definitions of a state machine, one for each case of an `Fn::If`; none when it lies in S3. */
export function definitionsOf({ properties }: ResourceView): readonly StateMachineDefinition[] {
  const substitutions = properties['DefinitionSubstitutions'];
  const texts = alternatives(properties['DefinitionString']).flatMap((value) => {
    const text = renderDefinition(value);
    if (text === undefined) return [];
    return [{ location: 'Properties.DefinitionString', value: parse(substitute(text, substitutions)) }];
  });
  const objects = alternatives(properties['Definition']).flatMap((value) => {
    if (!isObject(value) || isIntrinsic(value)) return [];
    const replaced = parse(substitute(JSON.stringify(replaceIntrinsics(value, '')), substitutions));
    return [{ location: 'Properties.Definition', value: replaced }];
  });
  return [...texts, ...objects];
}

/** Whether a definition could not be read. */
export function isUnreadable(value: StateMachineDefinition['value']): value is { readonly unreadable: string } {
  return typeof value['unreadable'] === 'string' && Object.keys(value).length === 1;
}

function renderDefinition(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isIntrinsic(value)) return undefined;
  const join = value['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1])) {
    const separator: unknown = join[0];
    const parts: readonly unknown[] = join[1];
    return fill(parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
  }
  if (value['Fn::Sub'] === undefined) return undefined;
  return renderText(value, (intrinsic) => placeholder(intrinsic, 'inside'));
}

/** Where in a JSON text something stands: outside of a text literal, at the start of one, or further inside. */
type Position = 'outside' | 'start' | 'inside';

/** Puts pieces together, with a stand-in for each that is no text. */
function fill(pieces: readonly unknown[]): string {
  let text = '';
  let position: Position = 'outside';
  for (const piece of pieces) {
    const literal = typeof piece === 'string' ? piece : placeholder(piece, position);
    text += literal;
    position = positionAfter(literal, position);
  }
  return text;
}

function positionAfter(literal: string, before: Position): Position {
  let position = before;
  for (let index = 0; index < literal.length; index += 1) {
    const character = literal[index];
    if (position === 'outside') position = character === '"' ? 'start' : 'outside';
    else if (character === '"') position = 'outside';
    else {
      position = 'inside';
      // The character after a backslash never ends the literal.
      if (character === '\\') index += 1;
    }
  }
  return position;
}

/** What stands in for a reference depends on whether a text, a number or a part of an ARN is wanted there. */
function placeholder(intrinsic: unknown, position: Position): string {
  const name = isObject(intrinsic) ? intrinsic['Ref'] : undefined;
  if (name === 'AWS::Partition') return 'aws';
  if (name === 'AWS::AccountId') return '111111111111';
  if (name === 'AWS::Region') return 'eu-west-1';
  if (position === 'outside') return '1';
  return position === 'start' ? ARN : 'token';
}

function replaceIntrinsics(value: unknown, key: string): unknown {
  if (isIntrinsic(value)) {
    if (value['Fn::Join'] === undefined && value['Fn::Sub'] === undefined) return NUMERIC.test(key) ? 1 : ARN;
    return renderText(value, (intrinsic) => placeholder(intrinsic, 'inside'));
  }
  if (Array.isArray(value)) return value.map((one: unknown) => replaceIntrinsics(one, key));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaceIntrinsics(inner, name)]));
}

function substitute(text: string, substitutions: unknown): string {
  if (!isObject(substitutions)) return text;
  return fill(
    text.split(/(\$\{[A-Za-z0-9_.]+\})/).map((piece) => {
      const value = substitutions[/^\$\{(.+)\}$/.exec(piece)?.[1] ?? ''];
      if (value === undefined) return piece;
      if (typeof value === 'string') return JSON.stringify(value).slice(1, -1);
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    }),
  );
}

function parse(text: string): StateMachineDefinition['value'] {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : { unreadable: 'it is not an object' };
  } catch (error) {
    // The definition is data of whoever wrote the template: that it is no JSON is a finding, not a failure of the check.
    return { unreadable: error instanceof Error ? error.message : 'it is no JSON' };
  }
}
