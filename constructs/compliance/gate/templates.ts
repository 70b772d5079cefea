import { readFileSync } from 'node:fs';
import type { IPolicyValidationContext, PolicyValidationStack } from 'aws-cdk-lib';
import type { ResourceView } from '../../template';

/** A synthesized template, parsed once for all checks and for the evidence. */
export interface TemplateDocument {
  readonly environment: string;
  /** Construct path of the stack, e.g. `prod/Serving-churn`. */
  readonly stack: string;
  /** Absolute path of the template file. */
  readonly file: string;
  /** The file's text, byte for byte. */
  readonly text: string;
  readonly template: Readonly<Record<string, unknown>>;
  readonly account?: string;
  readonly region?: string;
  readonly resources: ReadonlyMap<string, ResourceView>;
}

interface RawResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Reads each template at most once in a run. */
export class TemplateStore {
  private readonly documents = new Map<string, TemplateDocument>();

  /** All templates of the app, in the order of their paths. */
  public read(context: IPolicyValidationContext): readonly TemplateDocument[] {
    for (const stack of context.stackTemplates) {
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
  const template = JSON.parse(text) as { Resources?: Record<string, RawResource> };
  const resources = new Map<string, ResourceView>();
  for (const [logicalId, raw] of Object.entries(template.Resources ?? {})) {
    const metadata = raw.Metadata ?? {};
    const path = metadata['aws:cdk:path'];
    resources.set(logicalId, {
      type: raw.Type,
      logicalId,
      path: typeof path === 'string' ? path : `${stack.stackConstructPath}/${logicalId}`,
      properties: raw.Properties ?? {},
      metadata,
      deletionPolicy: raw.DeletionPolicy,
      updateReplacePolicy: raw.UpdateReplacePolicy,
    });
  }
  return {
    environment: stack.stackConstructPath.split('/')[0] ?? '',
    stack: stack.stackConstructPath,
    file: stack.templatePath,
    text,
    template,
    account: stack.accountId,
    region: stack.region,
    resources,
  };
}
