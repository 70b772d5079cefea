import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { type App, NestedStack, type PolicyValidationStack, Stack } from 'aws-cdk-lib';

/** What the names of templates end in, as CDK writes them and as manifests list them. */
const LISTED = '.template.json';

/** An assembly's manifest, as far as it tells of templates. */
interface Manifest {
  readonly artifacts?: Readonly<Record<string, { readonly properties?: { readonly templateFile?: string } }>>;
}

/** Which templates an assembly has, and where they lie. */
export class AssemblyTemplates {
  private nested?: readonly NestedStack[];

  /** @param ending what the names of the files end in, where they are withheld */
  constructor(
    private readonly app: App,
    private readonly ending: string = LISTED,
  ) {}

  /** The templates that CDK tells of, where they lie, and those of nested stacks, of which it does not tell. */
  public of(stacks: readonly PolicyValidationStack[]): PolicyValidationStack[] {
    const located = stacks.map((stack) => ({ ...stack, templatePath: this.fileOf(stack.templatePath) }));
    return [...located, ...located.flatMap((stack) => this.nestedIn(stack))];
  }

  /** The files of an assembly's templates: those that its manifests list, and those that lie in its folders. */
  public filesIn(assembly: string): ReadonlySet<string> {
    const files = new Set<string>();
    for (const entry of readdirSync(assembly, { withFileTypes: true })) {
      const file = path.join(assembly, entry.name);
      if (entry.isDirectory()) {
        // What an asset holds is uploaded as it is, and belongs to no stack.
        if (!entry.name.startsWith('asset.')) for (const below of this.filesIn(file)) files.add(below);
      } else if (entry.name === 'manifest.json') {
        for (const template of listedIn(file)) files.add(this.fileOf(path.join(assembly, template)));
      } else if (file.endsWith(LISTED) || file.endsWith(this.ending)) files.add(file);
    }
    return files;
  }

  /** The path of a template as manifests list it. */
  public listed(file: string): string {
    return file.endsWith(this.ending) ? file.slice(0, -this.ending.length) + LISTED : file;
  }

  private fileOf(listed: string): string {
    return listed.endsWith(LISTED) ? listed.slice(0, -LISTED.length) + this.ending : listed;
  }

  private nestedIn(parent: PolicyValidationStack): PolicyValidationStack[] {
    this.nested ??= this.app.node.findAll().filter((construct) => NestedStack.isNestedStack(construct));
    return this.nested
      .filter((stack) => outermost(stack).node.path === parent.stackConstructPath)
      .map(({ node, templateFile }) => ({
        ...parent,
        stackConstructPath: node.path,
        templatePath: this.fileOf(path.join(path.dirname(parent.templatePath), templateFile)),
      }));
  }
}

function listedIn(manifest: string): string[] {
  const { artifacts = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  return Object.values(artifacts).flatMap(({ properties }) => properties?.templateFile ?? []);
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}
