import {
  type ResourceView,
  alternatives,
  isIntrinsic,
  isObject,
  renderText,
  type TemplateObject,
} from '../../template';

/**
 * What a policy document is attached to:
 * - `identity`: says what its principal may do
 * - `trust`: says who may assume a role
 * - `resource`: says who may use the resource that it belongs to
 * - `key`: the resource policy of a KMS key, which must name the account itself
 * - `network`: narrows what passes a VPC endpoint, and grants nothing
 */
export type DocumentKind = 'identity' | 'trust' | 'resource' | 'key' | 'network';

/** A policy document in a template. */
export interface PolicyDocument {
  readonly kind: DocumentKind;
  /** E.g. `Properties.PolicyDocument`. */
  readonly location: string;
  /** The document; `undefined` when it is text and not JSON. */
  readonly value: TemplateObject | undefined;
  readonly statements: readonly Statement[];
}

/** A statement of a policy document. */
export interface Statement {
  readonly kind: DocumentKind;
  /** Whether statements of this document name resources: those of an ECR repository and of a trust policy do not. */
  readonly namesResources: boolean;
  /** E.g. `Properties.PolicyDocument.Statement.2`. */
  readonly location: string;
  readonly value: TemplateObject;
}

interface DocumentPlace {
  readonly kind: DocumentKind;
  /** Property names; `*` goes through every element of a list. */
  readonly path: readonly string[];
  readonly namesResources?: false;
}

const place = (kind: DocumentKind, ...path: readonly string[]): DocumentPlace => ({ kind, path });

const IDENTITY_PLACES = [place('identity', 'Policies', '*', 'PolicyDocument')];

/** Where the resource types keep policy documents. */
const PLACES: Readonly<Record<string, readonly DocumentPlace[]>> = {
  'AWS::ApiGateway::RestApi': [place('resource', 'Policy')],
  'AWS::Backup::BackupVault': [place('resource', 'AccessPolicy')],
  'AWS::DynamoDB::Table': [place('resource', 'ResourcePolicy', 'PolicyDocument')],
  'AWS::EC2::VPCEndpoint': [place('network', 'PolicyDocument')],
  'AWS::ECR::Repository': [{ ...place('resource', 'RepositoryPolicyText'), namesResources: false }],
  'AWS::EFS::FileSystem': [place('resource', 'FileSystemPolicy')],
  'AWS::IAM::Group': IDENTITY_PLACES,
  'AWS::IAM::GroupPolicy': [place('identity', 'PolicyDocument')],
  'AWS::IAM::ManagedPolicy': [place('identity', 'PolicyDocument')],
  'AWS::IAM::Policy': [place('identity', 'PolicyDocument')],
  'AWS::IAM::Role': [place('trust', 'AssumeRolePolicyDocument'), ...IDENTITY_PLACES],
  'AWS::IAM::RolePolicy': [place('identity', 'PolicyDocument')],
  'AWS::IAM::User': IDENTITY_PLACES,
  'AWS::IAM::UserPolicy': [place('identity', 'PolicyDocument')],
  'AWS::KMS::Key': [place('key', 'KeyPolicy')],
  'AWS::KMS::ReplicaKey': [place('key', 'KeyPolicy')],
  'AWS::Kinesis::ResourcePolicy': [place('resource', 'ResourcePolicy')],
  'AWS::Logs::ResourcePolicy': [place('resource', 'PolicyDocument')],
  'AWS::S3::AccessPoint': [place('resource', 'Policy')],
  'AWS::S3::BucketPolicy': [place('resource', 'PolicyDocument')],
  'AWS::SageMaker::ModelPackageGroup': [place('resource', 'ModelPackageGroupPolicy')],
  'AWS::SecretsManager::ResourcePolicy': [place('resource', 'ResourcePolicy')],
  'AWS::SNS::TopicPolicy': [place('resource', 'PolicyDocument')],
  'AWS::SQS::QueuePolicy': [place('resource', 'PolicyDocument')],
};

/** The types whose policy documents are read. */
export const POLICY_RESOURCE_TYPES: readonly string[] = Object.keys(PLACES);

// Ten checks read the same resource one after the other.
const cache = new WeakMap<ResourceView, readonly PolicyDocument[]>();

/** The policy documents of a resource; both branches of an `Fn::If` count. */
export function policyDocuments(resource: ResourceView): readonly PolicyDocument[] {
  const cached = cache.get(resource);
  if (cached !== undefined) return cached;
  const documents = (PLACES[resource.type] ?? []).flatMap((where) =>
    locate(resource.properties, where.path, 'Properties').flatMap(({ value, location }) =>
      alternatives(value).flatMap((one) => readDocument(one, location, where)),
    ),
  );
  cache.set(resource, documents);
  return documents;
}

interface Located {
  readonly value: unknown;
  readonly location: string;
}

function locate(value: unknown, path: readonly string[], location: string): readonly Located[] {
  const [key, ...rest] = path;
  if (key === undefined) return [{ value, location }];
  return alternatives(value).flatMap((one) => {
    if (key === '*') {
      return Array.isArray(one) ? one.flatMap((item, index) => locate(item, rest, `${location}.${index}`)) : [];
    }
    return isObject(one) && one[key] !== undefined ? locate(one[key], rest, `${location}.${key}`) : [];
  });
}

function readDocument(value: unknown, location: string, where: DocumentPlace): readonly PolicyDocument[] {
  if (value === undefined || value === null) return [];
  const text = renderText(value, () => 'token');
  if (text !== undefined && (typeof value === 'string' || text.trimStart().startsWith('{'))) {
    return [document(parse(text), location, where)];
  }
  // A document that comes from elsewhere, e.g. from a parameter, cannot be read.
  if (isIntrinsic(value)) return [];
  return [document(isObject(value) ? value : undefined, location, where)];
}

function document(value: TemplateObject | undefined, location: string, where: DocumentPlace): PolicyDocument {
  const found = value?.['Statement'];
  const from = `${location}.Statement`;
  const listed = Array.isArray(found)
    ? found.flatMap((one, index) => alternatives(one).map((each) => ({ value: each, location: `${from}.${index}` })))
    : alternatives(found).map((one) => ({ value: one, location: from }));
  const statements = listed.flatMap((one) =>
    isObject(one.value) && !isIntrinsic(one.value)
      ? [
          {
            kind: where.kind,
            namesResources: where.kind !== 'trust' && where.namesResources !== false,
            location: one.location,
            value: one.value,
          },
        ]
      : [],
  );
  return { kind: where.kind, location, value, statements };
}

function parse(text: string): TemplateObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    // A text that is no JSON is what IAM-ELEMENT reports; there is nothing to rethrow.
    return undefined;
  }
}
