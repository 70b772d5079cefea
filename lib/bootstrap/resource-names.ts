import { resourceArn } from '../../constructs/compliance/core/iam-catalogue';
import type { TemplateResource } from './assembly';
import { RESOURCE_ACTIONS } from './resource-actions';

/**
 * Characters of a stack's name that are left in every name that CloudFormation makes from it, however short the service
 * wants it. About 24 have been seen for names of 64; the documentation says nothing.
 */
const KEPT_OF_STACK = 20;

/** Where an environment is, and what the names of its resources begin with. */
export interface PlaceOfNames {
  readonly account: string;
  readonly region: string;
  /** E.g. `excorp-dev--`, `excorp-dev-` and `excorp/dev/`, the longest first. */
  readonly stems: readonly string[];
  /** What the names of the stacks begin with, e.g. `dev-`. */
  readonly stackPrefix: string;
}

/** The ARNs of what an environment consists of, as exact as its names allow. */
export class ResourceNames {
  /** By service and variable of an ARN, e.g. `sns:TopicName`. */
  private readonly byVariable = new Map<string, Set<string>>();
  /** Types of the service authorization reference that the environment has, e.g. `sns:topic`. */
  private readonly types = new Set<string>();

  constructor(
    private readonly place: PlaceOfNames,
    resources: readonly TemplateResource[],
  ) {
    for (const resource of resources) this.add(resource);
  }

  /** Whether the environment has resources of a type, e.g. `sns`, `topic`. */
  public has(service: string, type: string): boolean {
    return this.types.has(`${service}:${type}`);
  }

  /** ARNs of a type: those of the environment's names, or of all in its account and Region. */
  public arnsOf(service: string, type: string): readonly string[] {
    const template = resourceArn(service, type);
    if (template === undefined)
      throw new Error(`${service} has no resource type ${type}; correct lib/bootstrap/actions`);
    return this.fill(service, template);
  }

  private fill(service: string, template: string): readonly string[] {
    const placed = template
      .replace('${Partition}', partitionOf(this.place.region))
      .replace('${Region}', this.place.region)
      .replace('${Account}', this.place.account);
    const variables = [...placed.matchAll(/\$\{(\w+)\}/g)].flatMap(([, variable]) => variable ?? []);
    return variables.reduce<readonly string[]>(
      (arns, variable) =>
        arns.flatMap((arn) => this.namesOf(service, variable).map((name) => arn.replace(`\${${variable}}`, name))),
      [placed],
    );
  }

  private namesOf(service: string, variable: string): readonly string[] {
    const names = this.byVariable.get(`${service}:${variable}`);
    return names === undefined ? ['*'] : [...names].toSorted();
  }

  private add({ Type, Properties }: TemplateResource): void {
    const { is, name: property } = RESOURCE_ACTIONS[Type] ?? {};
    if (is === undefined) return;
    this.types.add(is);
    if (property === undefined) return;
    const [service = '', type = ''] = is.split(':');
    const variable = /\$\{(\w+)\}$/.exec(resourceArn(service, type) ?? '')?.[1] ?? '';
    const key = `${service}:${variable}`;
    const names = this.byVariable.get(key) ?? new Set();
    this.byVariable.set(key, names.add(this.pattern(variable, Properties[property], Properties['Path'])));
  }

  /** The name up to where the environment's part of it ends, so that a further model needs no further permission. */
  private pattern(variable: string, name: unknown, path: unknown): string {
    const folder = typeof path === 'string' ? path.replace(/^\//, '') : '';
    const known = beginningOf(name);
    if (known === '') return `${folder}${this.place.stackPrefix.slice(0, KEPT_OF_STACK)}*`;
    const written = `${folder}${withoutPrefix(variable, known)}`;
    const stem = [...this.place.stems, this.place.stackPrefix].find((one) => written.includes(one));
    if (stem === undefined) return known === name ? written : `${written}*`;
    return `${written.slice(0, written.indexOf(stem) + stem.length)}*`;
  }
}

/** A physical name as far as the template knows it: a name may be joined from it and what is known at deployment. */
function beginningOf(name: unknown): string {
  if (typeof name === 'string') return name;
  const joined = typeof name === 'object' && name !== null ? (name as Record<string, unknown>)['Fn::Join'] : undefined;
  const [separator, parts] = Array.isArray(joined) ? (joined as readonly unknown[]) : [];
  const first: unknown = separator === '' && Array.isArray(parts) ? parts[0] : undefined;
  return typeof first === 'string' ? first : '';
}

/** What of a physical name an ARN leaves out. */
function withoutPrefix(variable: string, name: string): string {
  if (variable === 'Alias') return name.replace(/^alias\//, '');
  return variable === 'ParameterNameWithoutLeadingSlash' ? name.replace(/^\//, '') : name;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
