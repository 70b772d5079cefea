import { readFileSync } from 'node:fs';
import type { PolicyValidationStack } from 'aws-cdk-lib';
import { type ResourceView, resourcesOf, type StackSource, type TemplateObject } from '../../template';

/** A synthesized template, parsed once for all checks and for the evidence. */
export interface TemplateDocument extends StackSource {
  /** Absolute path of the template file, where it lies while the gate looks. */
  readonly file: string;
  /** The file's text, byte for byte. */
  readonly text: string;
  readonly template: TemplateObject;
  readonly resources: ReadonlyMap<string, ResourceView>;
}

/** Reads each template at most once in a run. */
export class TemplateStore {
  private readonly documents = new Map<string, TemplateDocument>();

  /** All templates of the app that are known so far, in the order of their paths. */
  public read(stacks: readonly PolicyValidationStack[]): readonly TemplateDocument[] {
    for (const stack of stacks) {
      if (!this.documents.has(stack.templatePath)) this.documents.set(stack.templatePath, parse(stack));
    }
    return this.all();
  }

  public all(): readonly TemplateDocument[] {
    return [...this.documents.values()].sort((a, b) => (a.stack < b.stack ? -1 : 1));
  }
}

function parse(stack: PolicyValidationStack): TemplateDocument {
  const text = readFileSync(stack.templatePath, 'utf8');
  const template = JSON.parse(text) as TemplateObject;
  const source = {
    environment: stack.stackConstructPath.split('/')[0] ?? '',
    stack: stack.stackConstructPath,
    account: stack.accountId,
    region: stack.region,
    template,
  };
  return { ...source, file: stack.templatePath, text, resources: resourcesOf(source) };
}
