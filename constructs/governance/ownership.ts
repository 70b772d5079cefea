import { Tags, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { DATA_CLASSES, type DataClass } from '../model';
import { failIfAny } from '../ground';
import { OWNERSHIP_TAGS } from './core';

/**
 * A change of its tags replaces a feature group, and with it the online store. Tags of a stack reach every resource of it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-featuregroup.html
 */
const NEVER_TAGGED = ['AWS::SageMaker::FeatureGroup', 'aws:cdk:stack'];

/** The owner of the resources below a construct. */
export interface Ownership {
  /** Team that owns them, e.g. `platform-team`. */
  readonly owner: string;
  /** Who pays, e.g. `CC-1001`. */
  readonly costCentre: string;
  /** e.g. `prod`. */
  readonly environment: string;
  /** The highest class of the data that they hold. */
  readonly dataClass: DataClass;
  /** The model that they serve. @default - shared by all models */
  readonly model?: string;
  /** Further tags of the company. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Tags every taggable resource below a construct, except feature groups. Call it again further down, for example for a
 * model's stack: the call nearer to the resource wins.
 *
 * @throws Error naming every value that AWS refuses as a tag
 */
export function applyOwnership(scope: IConstruct, ownership: Ownership): void {
  const tags: Record<string, string> = {
    ...ownership.tags,
    [OWNERSHIP_TAGS.owner]: ownership.owner,
    [OWNERSHIP_TAGS.costCentre]: ownership.costCentre,
    [OWNERSHIP_TAGS.environment]: ownership.environment,
    [OWNERSHIP_TAGS.dataClass]: ownership.dataClass,
    ...(ownership.model !== undefined && { [OWNERSHIP_TAGS.model]: ownership.model }),
  };
  failIfAny(scope, problemsOf(tags, ownership));
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(scope).add(key, value, { excludeResourceTypes: NEVER_TAGGED });
  }
}

function problemsOf(tags: Readonly<Record<string, string>>, { dataClass, tags: further = {} }: Ownership): string[] {
  const own: readonly string[] = Object.values(OWNERSHIP_TAGS);
  return [
    ...Object.entries(tags)
      .filter(([, value]) => !Token.isUnresolved(value) && !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u.test(value))
      .map(
        ([key, value]) =>
          `tag ${key} must have 1 to 256 letters, digits, spaces and _.:/=+-@, got '${value}'; use a shorter, plainer value`,
      ),
    ...Object.keys(further)
      .filter((key) => own.includes(key) || /^aws:/i.test(key))
      .map((key) => `tags must not set '${key}', which is an ownership tag or one of AWS; rename it`),
    ...(DATA_CLASSES.includes(dataClass)
      ? []
      : [`dataClass must be one of ${DATA_CLASSES.join(', ')}, got '${dataClass}'; correct it`]),
  ];
}
