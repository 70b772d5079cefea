import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CfnResource, type IPolicyValidationPlugin, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { ComplianceGate, type ComplianceRule, COMPLIANT, violation } from '../../../../constructs/compliance';
import { type Production, productionApp } from './production-app';

/** Topics are called good: asked about every template. */
const namedTopics: ComplianceRule = {
  id: 'SRV-1',
  title: 'Topics are called good',
  remedy: 'set TopicName to good',
  resourceTypes: ['AWS::SNS::Topic'],
  check: ({ properties }) => (properties['TopicName'] === 'good' ? COMPLIANT : violation('TopicName must be good')),
};

/** A stage `prod` with a stack `Data` that holds one good topic. */
function sample(): Production {
  const made = productionApp();
  topic(made.stack, 'good');
  return made;
}

function topic(stack: Stack, name: string): void {
  new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic', properties: { TopicName: name } });
}

function attach({ app }: Production, stages: readonly Stage[]): ComplianceGate {
  return ComplianceGate.attach(app, {
    environments: stages.map((stage) => ({ stage, production: true, packs: [] })),
    evaluationDate: '2026-11-23',
    rules: [namedTopics],
    checks: [],
    cloudFormationEngine: { validate: () => [] },
    sourceRoot: process.cwd(),
  });
}

const refused = (gate: ComplianceGate, assembly: CloudAssembly) =>
  gate.conclude(assembly).findings.map(({ rule, path: where, problem }) => `${rule} ${where}: ${problem}`);

/** Synthesizes under the gate, spoils the assembly, and says what the gate refuses. */
function spoiled(spoil: (assembly: CloudAssembly, template: string) => void): string[] {
  const made = sample();
  const gate = attach(made, [made.stage]);
  const assembly = made.app.synth();
  spoil(assembly, path.join(assembly.directory, 'assembly-prod', made.stack.templateFile));
  return refused(gate, assembly);
}

describe('completeness', () => {
  it('finds nothing when every pack was asked about every template', () => {
    expect(spoiled(() => {})).toEqual([]);
  });

  it('fails every pack by name, and the environment, when the app was synthesized before the gate was attached', () => {
    const made = sample();
    made.app.synth();
    const gate = attach(made, [made.stage]);
    const assembly = made.app.synth();
    expect(gate.conclude(assembly).verdict).toBe('refused');
    expect(refused(gate, assembly)).toEqual([
      'Completeness-EVALUATION prod: nothing was evaluated in prod',
      ...['AiProduction', 'Annotations', 'CloudFormation Validate', 'Waivers'].map(
        (pack) => `Completeness-PACK prod: the pack ${pack} did not run`,
      ),
      'Completeness-TEMPLATE assembly-prod/prodData007C6C9D.template.json: ' +
        'assembly-prod/prodData007C6C9D.template.json was not evaluated',
    ]);
  });

  it('fails an environment in which nothing was evaluated, beside one in which everything was', () => {
    const made = sample();
    const gate = attach(made, [made.stage, new Stage(made.app, 'empty')]);
    expect(refused(gate, made.app.synth())).toEqual(['Completeness-EVALUATION empty: nothing was evaluated in empty']);
  });

  it('fails a gate without environments', () => {
    const made = sample();
    expect(refused(attach(made, []), made.app.synth())).toEqual([
      'Completeness-EVALUATION : no environment was evaluated',
    ]);
  });

  it('fails a pack that was put out of action', () => {
    const made = sample();
    const gate = attach(made, [made.stage]);
    const plugins: readonly IPolicyValidationPlugin[] = Reflect.get(made.app, '_validationPlugins');
    const pack = plugins.find(({ name }) => name === 'AiProduction');
    if (pack !== undefined) pack.validate = () => ({ success: true, violations: [] });
    expect(refused(gate, made.app.synth())).toEqual(['Completeness-PACK prod: the pack AiProduction did not run']);
  });

  it('fails a template that lies in the assembly and was not read', () => {
    const extra = (assembly: CloudAssembly) =>
      writeFileSync(path.join(assembly.directory, 'assembly-prod/extra.template.json'), '{}');
    expect(spoiled(extra)).toEqual([
      expect.stringMatching(/assembly-prod\/extra\.template\.json was not evaluated by AiProduction, Annotations, /),
    ]);
  });

  it('fails a template that a nested manifest lists and that was not read, whatever its name', () => {
    const list = (_: CloudAssembly, template: string) => {
      const manifest = path.join(path.dirname(template), 'manifest.json');
      const { artifacts, ...rest } = JSON.parse(readFileSync(manifest, 'utf8')) as { artifacts: object };
      const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: '../outside.json' } };
      writeFileSync(manifest, JSON.stringify({ ...rest, artifacts: { ...artifacts, stack } }));
    };
    expect(spoiled(list)).toEqual([expect.stringMatching(/TEMPLATE outside\.json: outside\.json was not evaluated/)]);
  });

  it('fails a template that was changed after it was read', () => {
    const change = (_: CloudAssembly, template: string) => writeFileSync(template, '{"Resources":{}}');
    expect(spoiled(change)).toEqual([
      expect.stringMatching(/Data.*\.template\.json was changed after it was evaluated$/),
    ]);
  });

  it('fails a template that is gone', () => {
    expect(spoiled((_, template) => renameSync(template, `${template}.gone`))).toEqual([
      expect.stringMatching(/Data.*\.template\.json is missing$/),
    ]);
  });

  it('does not look into assets, which are uploaded as they are', () => {
    const asset = (assembly: CloudAssembly) => {
      const folder = path.join(assembly.directory, 'asset.0123');
      mkdirSync(folder);
      writeFileSync(path.join(folder, 'function.template.json'), '{}');
    };
    expect(spoiled(asset)).toEqual([]);
  });

  it('tells what it refuses in the report of the assembly, whichever stacks are asked for', () => {
    const made = sample();
    const gate = attach(made, [made.stage, new Stage(made.app, 'empty')]);
    const assembly = made.app.synth();
    gate.conclude(assembly);
    const report = readFileSync(path.join(assembly.directory, 'validation-report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({
      pluginReports: [
        {
          pluginName: 'Completeness',
          conclusion: 'failure',
          violations: [
            {
              description: 'nothing was evaluated in empty',
              severity: 'fatal',
              violatingConstructs: [{ constructPath: '' }],
            },
          ],
        },
      ],
    });
  });

  it('refuses the same when it is asked again', () => {
    const made = sample();
    const gate = attach(made, []);
    const assembly = made.app.synth();
    expect(gate.conclude(assembly)).toEqual(gate.conclude(assembly));
  });
});

describe('a nested stack', () => {
  it('is evaluated like any other, though CDK does not tell of its template', () => {
    const made = sample();
    topic(new NestedStack(made.stack, 'Inner'), 'bad');
    const gate = attach(made, [made.stage]);
    expect(refused(gate, made.app.synth())).toEqual([
      'AiProduction-SRV-1 prod/Data/Inner/Topic: TopicName must be good',
    ]);
    expect(gate.templates.map(({ stack }) => stack)).toEqual(['prod/Data', 'prod/Data/Inner']);
  });
});
