/** What CloudFormation calls, with the permissions of its execution role, for one resource type. */
export interface ResourceActions {
  /** What the service authorization reference calls it, e.g. `cloudwatch:alarm`. @default - it is part of another resource */
  readonly is?: string;
  /** The property with its physical name. @default - none, or the service draws an id: every name is allowed */
  readonly name?: string;
  /** Called whatever is done with it. */
  readonly read: string;
  readonly create: string;
  readonly update: string;
  readonly delete: string;
  /** Called besides when the resource has a property. */
  readonly withProperty?: Readonly<Record<string, string>>;
}

/** The actions of an entry, each with its service. */
export function actionsIn(entry: string): readonly string[] {
  return entry.split(' ').flatMap((part) => {
    const [service = '', names = ''] = part.split(':');
    return names === '' ? [] : names.split(',').map((name) => `${service}:${name}`);
  });
}
