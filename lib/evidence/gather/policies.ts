import {
  type Assembly,
  type AttachedStatement,
  isObject,
  itemsOf,
  type ResourceView,
  valuesAt,
} from '../../../constructs/template';

/** A statement of a policy document, made readable. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  /** As written; `except: ` stands before those of a `NotAction`. */
  readonly actions: readonly string[];
  /** Labels of resources, or patterns. */
  readonly resources: readonly string[];
  /** `*` for everybody. */
  readonly principals: readonly string[];
  /** `StringEquals aws:ResourceAccount = 333333333333`. */
  readonly conditions: readonly string[];
}

/** Stands with a statement that an `Fn::If` can take away. */
const SOMETIMES = 'where a condition of the template holds';

/** Makes a statement readable. */
export function readStatement(assembly: Assembly, { from, statement }: AttachedStatement): PolicyStatement {
  const { value, conditional } = statement;
  const many = (element: string): string[] => itemsOf(value[element]).map((item) => assembly.text(from, item));
  return {
    effect: valuesAt(value, 'Effect').includes('Deny') ? 'Deny' : 'Allow',
    actions: [...many('Action'), ...except(many('NotAction'))].sort(),
    resources: [...many('Resource'), ...except(many('NotResource'))].sort(),
    principals: [
      ...principalsOf(assembly, from, value['Principal']),
      ...except(principalsOf(assembly, from, value['NotPrincipal'])),
    ].sort(),
    conditions: [...conditionsOf(assembly, from, value['Condition']), ...(conditional ? [SOMETIMES] : [])],
  };
}

function except(names: readonly string[]): string[] {
  return names.map((name) => `except: ${name}`);
}

function principalsOf(assembly: Assembly, from: ResourceView, value: unknown): string[] {
  return itemsOf(value).flatMap((one) => {
    if (!isObject(one)) return [assembly.text(from, one)];
    return Object.entries(one).flatMap(([kind, names]) =>
      itemsOf(names).map((name) => {
        const text = assembly.text(from, name);
        return kind === 'AWS' ? text.replace(/^arn:[^:]+:iam::/, '') : text;
      }),
    );
  });
}

function conditionsOf(assembly: Assembly, from: ResourceView, value: unknown): string[] {
  return itemsOf(value)
    .filter(isObject)
    .flatMap((operators) => Object.entries(operators))
    .flatMap(([operator, keys]) =>
      itemsOf(keys)
        .filter(isObject)
        .flatMap((one) => Object.entries(one))
        .map(([key, values]) => `${operator} ${key} = ${assembly.text(from, itemsOf(values))}`),
    )
    .sort();
}
