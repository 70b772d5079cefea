/** What is left of a template when only its bare resources are wanted. */
export interface BareStack {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly BareResource[];
  /** Parameters, conditions and outputs, as they stand in the template. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** One resource as the constructor of its L1 takes it. */
export interface BareResource {
  readonly logicalId: string;
  readonly type: string;
  /** Module and class, e.g. `aws-cdk-lib/aws-s3.CfnBucket`. @default - a resource without a class of its own */
  readonly construct?: string;
  /** Props of the class; properties of the template where there is none. */
  readonly props: unknown;
  /** Everything besides type and properties, e.g. `DependsOn`, as it stands in the template. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Key of an object that stands for a token: an intrinsic function where the class takes a text, as `bucket.ref` would be. */
export const TOKEN = '$token';
