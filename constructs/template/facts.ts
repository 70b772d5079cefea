import type { DocumentKind, Statement } from './statement';
import type { TemplateObject } from './values';

/** Who holds the key that data is encrypted with. */
export type KeyHolder = 'customer managed' | 'AWS managed' | 'AWS owned' | 'hardware' | 'not encrypted' | 'not stated';

/** Who holds the key where the template names none. */
export interface Holding {
  readonly holder: KeyHolder;
  /** What encrypts, e.g. `SSE-S3 (AES-256)`. */
  readonly detail: string;
}

/** How data is protected in transit. */
export interface InTransit {
  /** `enforced` where a policy or the service itself refuses plaintext. */
  readonly state: 'enforced' | 'not enforced' | 'does not apply';
  readonly detail: string;
}

/** A property that also decides how data is encrypted, in addition to the one that names the key. */
export interface EncryptionSetting {
  /** Property names with dots between; `*` goes through every element of a list. */
  readonly path: string;
  /** What its values mean if no key is named. A value that is not listed means the same as a missing one. */
  readonly values: Readonly<Record<string, Holding>>;
  /** Values for which a named key is ignored. @default - a named key always counts */
  readonly withoutKey?: readonly string[];
}

/** Something that a resource stores. */
export interface StorePart {
  /** Which part, where a resource stores more than one thing, e.g. `asynchronous output`. @default - the whole */
  readonly part?: string;
  /**
   * Property that names the key: names with dots between; `*` goes through every element of a list.
   * @default - no key can be named
   */
  readonly key?: string;
  /** Whether the gate passes the part without a customer managed key. @default false */
  readonly keyIsOptional?: boolean;
  /** Who holds the key where none is named. */
  readonly otherwise: Holding;
  /** @default - nothing but the key decides */
  readonly setting?: EncryptionSetting;
  /** How plaintext is refused: by a `policy` that denies it, or as stated. @default - the service answers over TLS only */
  readonly inTransit?: 'policy' | InTransit;
  /** Cases in which the service accepts no customer managed key; the gate then passes the store. @default - nowhere */
  readonly exception?: {
    /** @param statements of the policies that stand at the resource */
    readonly holds: (properties: TemplateObject, statements: readonly Statement[]) => boolean;
    /** Why, for a reviewer. */
    readonly note: string;
  };
  /** What else a reviewer should know. @default - nothing */
  readonly notes?: readonly string[];
}

/** Where a resource keeps a policy document. */
export interface PolicyPlace {
  readonly kind: DocumentKind;
  /** Property names with dots between; `*` goes through every element of a list. */
  readonly path: string;
  /** Properties that refer to what the document belongs to. @default - to the resource itself */
  readonly attachesTo?: readonly string[];
  /** Whether its statements name resources. @default true */
  readonly namesResources?: boolean;
}

/** Kinds of schedule that a service accepts. */
export type ScheduleKind = 'cron' | 'rate' | 'at';

/** Where a resource keeps schedule expressions. */
export interface SchedulePlace {
  /** Property names with dots between; `*` goes through every element of a list. */
  readonly path: string;
  readonly kinds: readonly ScheduleKind[];
  /** Whether the service accepts `rate(1 minutes)`; EventBridge rules want the singular for 1 alone. @default false */
  readonly laxUnits?: boolean;
}

/** A way by which a resource can be reached from outside the account or the VPC. */
export interface Exposure {
  /** What is looked for, in words that stand after "Looked for". */
  readonly lookedFor: string;
  /** How it can be reached, in some case; undefined where it cannot. */
  readonly reason: (properties: TemplateObject) => string | undefined;
}

/** A box of the architecture picture: resources of one role. */
export type PictureBox =
  | 'alarms'
  | 'buckets'
  | 'flow-logs'
  | 'functions'
  | 'gateway'
  | 'images'
  | 'keys'
  | 'machines'
  | 'queues'
  | 'registry'
  | 'scaling'
  | 'stores'
  | 'tables'
  | 'topics'
  | 'trail';

/** What rules and evidence need to know about a resource type. Leave out what does not apply. */
export interface ResourceFacts {
  /** What it stores. A function where that depends on its properties. @default - nothing */
  readonly stores?: readonly StorePart[] | ((properties: TemplateObject) => readonly StorePart[]);
  /** @default - it has no policy documents */
  readonly policies?: readonly PolicyPlace[];
  /** Property that lists managed policies which apply to it. @default - none */
  readonly managedPolicies?: string;
  /** Property with its tags, a list or a map; `*` goes through every element of a list. @default 'Tags' */
  readonly tags?: string;
  /** @default - it runs by no schedule */
  readonly schedule?: SchedulePlace;
  /** @default - it cannot be reached from outside */
  readonly exposure?: Exposure;
  /** Box of the architecture picture. @default - it is drawn in none */
  readonly box?: PictureBox;
  /** Property that names the bucket to which it delivers logs. @default - it delivers none */
  readonly logsTo?: string;
  /** Lists that place it in a VPC, subnets first; none where it is not placed by itself. @default - none */
  readonly vpc?: (properties: TemplateObject) => readonly string[];
}

/** The facts of the resource types of a service, by type. */
export type ServiceFacts = Readonly<Record<string, ResourceFacts>>;

/** A key of AWS in the account, e.g. `awsManaged('s3')` for `alias/aws/s3`. */
export function awsManaged(service: string): Holding {
  return { holder: 'AWS managed', detail: `AWS managed key alias/aws/${service}` };
}

/** A key of AWS that no account sees. */
export function awsOwned(detail: string): Holding {
  return { holder: 'AWS owned', detail };
}

export function notEncrypted(detail: string): Holding {
  return { holder: 'not encrypted', detail };
}
