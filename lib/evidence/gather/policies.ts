import type { Assembly, Resource } from './assembly';
import { at, list, literal, object, type JsonObject } from './json';

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

/** Statements with the resources of the assembly that they name. */
export interface ReadStatement extends PolicyStatement {
  readonly targets: readonly Resource[];
}

/** Reads a policy document of a resource. */
export function readPolicy(assembly: Assembly, from: Resource, document: unknown): readonly ReadStatement[] {
  return list(at(document, 'Statement')).map((statement) => {
    const body = object(statement);
    const many = (value: unknown): string[] => list(value).map((item) => assembly.text(from, item));
    const except = (value: unknown): string[] => many(value).map((item) => `except: ${item}`);
    return {
      effect: body['Effect'] === 'Deny' ? 'Deny' : 'Allow',
      actions: [...many(body['Action']), ...except(body['NotAction'])].sort(),
      resources: [...many(body['Resource']), ...except(body['NotResource'])].sort(),
      principals: [
        ...principalsOf(assembly, from, body['Principal']),
        ...principalsOf(assembly, from, body['NotPrincipal']).map((name) => `except: ${name}`),
      ].sort(),
      conditions: conditionsOf(assembly, from, object(body['Condition'])),
      targets: assembly.references(from, body['Resource']),
    };
  });
}

function principalsOf(assembly: Assembly, from: Resource, value: unknown): string[] {
  if (literal(value) === '*') return ['*'];
  return Object.entries(object(value)).flatMap(([kind, names]) =>
    list(names).map((name) => {
      const text = assembly.text(from, name);
      if (text === '*') return '*';
      return kind === 'AWS' ? text.replace(/^arn:[^:]+:iam::/, '') : text;
    }),
  );
}

function conditionsOf(assembly: Assembly, from: Resource, conditions: JsonObject): string[] {
  return Object.entries(conditions)
    .flatMap(([operator, keys]) =>
      Object.entries(object(keys)).map(([key, values]) => `${operator} ${key} = ${assembly.text(from, list(values))}`),
    )
    .sort();
}

/** Whether a statement refuses everybody's requests that do not come over TLS. */
export function deniesPlaintext(statement: PolicyStatement): boolean {
  return (
    statement.effect === 'Deny' &&
    statement.principals.includes('*') &&
    statement.conditions.some((condition) => /aws:SecureTransport = false/i.test(condition))
  );
}

/** The statements of resource policies (`AWS::S3::BucketPolicy` and its like) that apply to a resource. */
export function attachedPolicies(
  assembly: Assembly,
  environment: string,
): ReadonlyMap<Resource, readonly ReadStatement[]> {
  const attached = new Map<Resource, ReadStatement[]>();
  const attach = (to: readonly Resource[], statements: readonly ReadStatement[]): void => {
    for (const resource of to) attached.set(resource, [...(attached.get(resource) ?? []), ...statements]);
  };
  for (const resource of assembly.ofEnvironment(environment)) {
    const { properties } = resource;
    const read = (document: unknown): readonly ReadStatement[] => readPolicy(assembly, resource, document);
    switch (resource.type) {
      case 'AWS::S3::BucketPolicy':
        attach(assembly.references(resource, properties['Bucket']), read(properties['PolicyDocument']));
        break;
      case 'AWS::SNS::TopicPolicy':
        attach(assembly.references(resource, properties['Topics']), read(properties['PolicyDocument']));
        break;
      case 'AWS::SQS::QueuePolicy':
        attach(assembly.references(resource, properties['Queues']), read(properties['PolicyDocument']));
        break;
      case 'AWS::KMS::Key':
        attach([resource], read(properties['KeyPolicy']));
        break;
      case 'AWS::DynamoDB::Table':
      case 'AWS::Kinesis::Stream':
        attach([resource], read(at(properties['ResourcePolicy'], 'PolicyDocument')));
        break;
      case 'AWS::ECR::Repository':
        attach([resource], read(properties['RepositoryPolicyText']));
        break;
      case 'AWS::SecretsManager::ResourcePolicy':
        attach(assembly.references(resource, properties['SecretId']), read(properties['ResourcePolicy']));
        break;
      case 'AWS::Backup::BackupVault':
        attach([resource], read(properties['AccessPolicy']));
        break;
      default:
    }
  }
  return attached;
}
