/** A resource of a synthesized template, as a rule sees it. Intrinsic functions are left as they stand in the template. */
export interface ResourceView {
  /** CloudFormation type, e.g. `AWS::SageMaker::Endpoint`. */
  readonly type: string;
  readonly logicalId: string;
  /** Construct path from the app down, e.g. `prod/Serving-churn/Endpoint/Resource`. */
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The resource's `Metadata` section, e.g. what `annotateModel` wrote. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** `DeletionPolicy`, where the template has one. */
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
}
