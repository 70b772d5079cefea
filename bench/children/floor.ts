// The floor: the resources of an environment as bare L1s, in stacks of the same shape, with cdk-nag's packs plugged in as
// its README says and with the CloudFormation validation that comes with CDK: floor.js <resources>.
import { readFileSync } from 'node:fs';
import { App, CfnResource, Stack, Stage, Token, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { type BareResource, type BareStack, TOKEN } from './resources';

type L1 = new (scope: Construct, id: string, props: unknown) => CfnResource;

const classes = new Map<string, L1>();

function classOf(construct: string): L1 {
  const known = classes.get(construct);
  if (known !== undefined) return known;
  const [module = '', name = ''] = construct.split('.');
  const { [name]: found } = require(module) as Record<string, L1 | undefined>;
  if (found === undefined) throw new Error(`${construct} does not exist`);
  classes.set(construct, found);
  return found;
}

function create(stack: Stack, { logicalId, type, construct, props, attributes }: BareResource): void {
  const resource =
    construct === undefined
      ? new CfnResource(stack, logicalId, { type, properties: props as Record<string, unknown> })
      : new (classOf(construct))(stack, logicalId, revive(props));
  resource.overrideLogicalId(logicalId);
  for (const [key, value] of Object.entries(attributes)) {
    if (key !== 'Metadata') resource.addOverride(key, value);
  }
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  if (TOKEN in value) return Token.asString(value[TOKEN]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]));
}

class Bare extends Stack {
  constructor(
    scope: Construct,
    private readonly bare: BareStack,
  ) {
    super(scope, bare.id, { env: { account: bare.account, region: bare.region } });
    for (const resource of bare.resources) create(this, resource);
  }

  /** Parameters, conditions and outputs are no resources: they are taken over as they are. */
  protected override _toCloudFormation(): unknown {
    return { ...this.bare.rest, ...(super._toCloudFormation() as object) };
  }
}

const [file = ''] = process.argv.slice(2);
const app = new App({
  context: { '@aws-cdk/core:validateAgainstDefaultRules': true, 'aws:cdk:enable-path-metadata': true },
  postCliContext: { '@aws-cdk/core:failSynthOnValidationErrors': false },
  analyticsReporting: false,
});
const stage = new Stage(app, 'prod');
for (const stack of JSON.parse(readFileSync(file, 'utf8')) as BareStack[]) new Bare(stage, stack);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app));
app.synth();
