import type { TemplateObject } from './values';

/** A resource of a synthesized template. Intrinsic functions are left as they stand in the template. */
export interface ResourceView {
  /** CloudFormation type, e.g. `AWS::SageMaker::Endpoint`. */
  readonly type: string;
  readonly logicalId: string;
  /** Construct path from the app down, e.g. `prod/Serving-churn/Endpoint/Resource`. */
  readonly path: string;
  /** The path without environment and without the `Resource` that CDK appends: what a reader is shown. */
  readonly label: string;
  /** Name of the environment, e.g. `prod`. */
  readonly environment: string;
  /** Construct path of its stack, e.g. `prod/Serving-churn`. */
  readonly stack: string;
  /** Region of its stack. @default - not known */
  readonly region?: string;
  readonly properties: TemplateObject;
  /** The resource's `Metadata` section, e.g. what `annotateModel` wrote. */
  readonly metadata: TemplateObject;
  /** Values of its tags by key, in alphabetical order; intrinsic functions as they stand. */
  readonly tags: TemplateObject;
  /** `DeletionPolicy`, where the template has one. */
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
}
