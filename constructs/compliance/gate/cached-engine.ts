import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  PolicyValidationStack,
  PolicyViolatingResource,
  PolicyViolation,
} from 'aws-cdk-lib';
import { installedVersion } from '../../ground';
import { type AnswerCache, keyOf } from '../answer-cache';
import { isObject } from '../../template';
import { type CloudFormationEngine, cloudFormationRulesVersion } from './cloudformation-engine';

/** Form of what is kept: another one is not read. */
const FORM = '1';

/** What is known of a template before the engine is asked. */
interface LookUp {
  readonly key: string;
  /** @default - nothing */
  readonly known?: readonly PolicyViolation[];
}

/**
 * Asks another engine about the templates that it has not been asked about before, so that an edit is judged without what
 * it did not touch. The answer about a template depends on its content, its account and Region, and the versions of the
 * rules and of CDK, which are all in the key.
 */
export class CachedEngine implements CloudFormationEngine {
  private readonly versions = keyOf(FORM, cloudFormationRulesVersion(), installedVersion('aws-cdk-lib'));
  /** By path of the template; a template does not change within a synthesis. */
  private readonly lookUps = new Map<string, LookUp>();

  constructor(
    private readonly engine: CloudFormationEngine,
    private readonly cache: AnswerCache,
  ) {}

  public begin(stacks: readonly PolicyValidationStack[]): void {
    const fresh = stacks.filter((stack) => this.lookUp(stack).known === undefined);
    if (fresh.length > 0) this.engine.begin?.(fresh);
  }

  public validate(context: IPolicyValidationContext): readonly PolicyViolation[] {
    const { stackTemplates } = context;
    const fresh = stackTemplates.filter((stack) => this.lookUp(stack).known === undefined);
    const answers = fresh.length === 0 ? new Map<string, PolicyViolation[]>() : this.ask(context, fresh);
    return stackTemplates.flatMap((stack) => this.lookUp(stack).known ?? answers.get(stack.templatePath) ?? []);
  }

  private ask(context: IPolicyValidationContext, fresh: readonly PolicyValidationStack[]) {
    const violations = this.engine.validate({
      ...context,
      stackTemplates: [...fresh],
      templatePaths: fresh.map(({ templatePath }) => templatePath),
    });
    const answers = byTemplate(violations, fresh);
    for (const stack of fresh)
      this.cache.write(this.lookUp(stack).key, answers.get(stack.templatePath)?.map(withoutPath));
    return answers;
  }

  private lookUp({ templatePath, stackConstructPath, accountId, region }: PolicyValidationStack): LookUp {
    const before = this.lookUps.get(templatePath);
    if (before !== undefined) return before;
    const template = readFileSync(templatePath, 'utf8');
    const key = keyOf(this.versions, stackConstructPath, accountId, region, template);
    const answer = this.cache.read(key);
    const known = isAnswer(answer) ? answer.map((one) => withPath(one, templatePath)) : undefined;
    const lookUp = { key, known };
    this.lookUps.set(templatePath, lookUp);
    return lookUp;
  }
}

/** The engine counts a violation of several templates as one; each template gets its own, in the order of the engine. */
function byTemplate(
  violations: readonly PolicyViolation[],
  stacks: readonly PolicyValidationStack[],
): Map<string, PolicyViolation[]> {
  const answers = new Map<string, PolicyViolation[]>(stacks.map(({ templatePath }) => [templatePath, []]));
  for (const violation of violations) {
    // What belongs to no template would be lost.
    if (violation.violatingResources.length === 0) throw new Error(`${violation.ruleName} names no template`);
    const resources = new Map<string, PolicyViolatingResource[]>();
    for (const resource of violation.violatingResources) {
      const file = resource.templatePath ?? '';
      resources.set(file, [...(resources.get(file) ?? []), resource]);
    }
    for (const [file, violatingResources] of resources) {
      const answer = answers.get(file);
      if (answer === undefined)
        throw new Error(`${violation.ruleName} names a template that was not asked about: '${file}'`);
      answer.push({ ...violation, violatingResources });
    }
  }
  return answers;
}

function withoutPath(violation: PolicyViolation): PolicyViolation {
  const violatingResources = violation.violatingResources.map((resource) => ({ ...resource, templatePath: undefined }));
  return { ...violation, violatingResources };
}

function withPath(violation: PolicyViolation, templatePath: string): PolicyViolation {
  const violatingResources = violation.violatingResources.map((resource) => ({ ...resource, templatePath }));
  return { ...violation, violatingResources };
}

/** What is not an answer of ours is asked for again. */
function isAnswer(value: unknown): value is readonly PolicyViolation[] {
  return (
    Array.isArray(value) &&
    value.every(
      (violation) =>
        isObject(violation) &&
        typeof violation['ruleName'] === 'string' &&
        typeof violation['description'] === 'string' &&
        Array.isArray(violation['violatingResources']) &&
        violation['violatingResources'].every((resource) => isObject(resource) && Array.isArray(resource['locations'])),
    )
  );
}
