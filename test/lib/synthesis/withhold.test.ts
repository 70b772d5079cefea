import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { TemplateDocument } from '../../../constructs/compliance';
import { releasedName, WithheldAssembly } from '../../../lib/synthesis/withhold';

let outdir: string;
beforeEach(() => {
  outdir = path.join(mkdtempSync(path.join(tmpdir(), 'withhold-')), 'cdk.out');
});
afterEach(() => rmSync(path.dirname(outdir), { recursive: true }));

/** Synthesizes a stage `prod` with a stack `Data` into an assembly, and writes evidence. */
function synthesize(withheld: WithheldAssembly): void {
  const app = new App({ outdir: withheld.folder, autoSynth: false });
  const stack = new Stack(new Stage(app, 'prod'), 'Data');
  new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
  withheld.hold(app);
  withheld.admit();
  app.synth();
  mkdirSync(path.join(withheld.folder, 'evidence'));
  writeFileSync(path.join(withheld.folder, 'evidence/evidence.json'), '{}');
  writeFileSync(path.join(withheld.folder, 'validation-report.json'), '{}');
}

const filesIn = (folder: string) => readdirSync(folder, { recursive: true }).map(String);
const templatesIn = (folder: string) => filesIn(folder).filter((file) => /\.template(\.\w+)?\.json$/.test(file));

/** The templates of an assembly as a gate has read them. */
function read({ folder }: WithheldAssembly): TemplateDocument[] {
  return templatesIn(folder).map((name) => {
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8');
    return { environment: 'prod', stack: 'prod/Data', file, text, template: {}, resources: new Map() };
  });
}

describe('an assembly that is withheld', () => {
  it('leaves a folder that no program takes for an assembly, and that says why', () => {
    synthesize(new WithheldAssembly(outdir));
    expect(() => new CloudAssembly(outdir)).toThrow('the synthesis into this folder did not finish');
  });

  it('has no template that its manifests list', () => {
    const withheld = new WithheldAssembly(outdir);
    synthesize(withheld);
    const { stacksRecursively } = new CloudAssembly(withheld.folder);
    expect(stacksRecursively).toHaveLength(1);
    expect(stacksRecursively.filter(({ templateFullPath }) => existsSync(templateFullPath))).toEqual([]);
    expect(templatesIn(withheld.folder)).toEqual([
      expect.stringMatching(/^assembly-prod\/.*\.template\.refused\.json$/),
    ]);
  });

  it('bars the command line from each of its folders, and from none when it is published', async () => {
    const withheld = new WithheldAssembly(outdir);
    synthesize(withheld);
    const locks = (folder: string) =>
      filesIn(folder)
        .filter((file) => file.endsWith('synth.lock'))
        .sort();
    expect(locks(withheld.folder)).toEqual(['assembly-prod/synth.lock', 'synth.lock']);
    await withheld.publish(read(withheld));
    expect(locks(outdir)).toEqual([]);
  });

  it('fails to be synthesized before the gate is attached', () => {
    const withheld = new WithheldAssembly(outdir);
    const app = new App({ outdir: withheld.folder, autoSynth: false });
    new Stack(new Stage(app, 'prod'), 'Data');
    withheld.hold(app);
    expect(() => app.synth()).toThrow(
      'prod is synthesized before the gate is attached; leave synth() to the synthesis',
    );
  });

  it('is published with its templates when they are those that were judged', async () => {
    const withheld = new WithheldAssembly(outdir);
    synthesize(withheld);
    await withheld.publish(read(withheld));
    const { stacksRecursively } = new CloudAssembly(outdir);
    expect(stacksRecursively.map(({ template }) => template as object)).toEqual([
      expect.objectContaining({ Resources: { Topic: expect.objectContaining({ Type: 'AWS::SNS::Topic' }) as object } }),
    ]);
    expect(templatesIn(outdir)).toHaveLength(1);
    expect(readdirSync(outdir).filter((entry) => entry.startsWith('.'))).toEqual([]);
  });

  it('keeps its templates when it was refused', async () => {
    const withheld = new WithheldAssembly(outdir);
    synthesize(withheld);
    await withheld.publish();
    expect(new CloudAssembly(outdir).stacksRecursively).toHaveLength(1);
    expect(templatesIn(outdir)).toEqual([expect.stringMatching(/\.template\.refused\.json$/)]);
  });

  it('fails to be published with a template that was not judged, or not as it is', async () => {
    const withheld = new WithheldAssembly(outdir);
    synthesize(withheld);
    const refusal = /^assembly-prod\/prodData\w+\.template\.json is not what the gate judged; let nothing write/;
    await expect(withheld.publish([])).rejects.toThrow(refusal);
    const judged = read(withheld).map((document) => ({ ...document, text: '{}' }));
    await expect(withheld.publish(judged)).rejects.toThrow(refusal);
    withheld.discard();
    expect(filesIn(outdir)).toEqual(['manifest.json']);
    expect(() => new CloudAssembly(outdir)).toThrow('did not finish');
  });

  it('fails to be published when an error waits for its turn', async () => {
    const withheld = new WithheldAssembly(outdir);
    synthesize(withheld);
    let published = false;
    let whenThrown: boolean | undefined;
    setImmediate(() => (whenThrown = published));
    await withheld.publish(read(withheld));
    published = true;
    expect(whenThrown).toBe(false);
  });

  it('takes a folder over: what lies there goes, and the locks of the command line stay', () => {
    mkdirSync(path.join(outdir, 'assembly-old'), { recursive: true });
    writeFileSync(path.join(outdir, 'assembly-old/old.template.json'), '{}');
    writeFileSync(path.join(outdir, 'manifest.json'), '{"version":"55.0.0"}');
    writeFileSync(path.join(outdir, 'synth.lock'), '1');
    const { folder } = new WithheldAssembly(outdir);
    expect(readdirSync(outdir).sort()).toEqual([path.basename(folder), 'manifest.json', 'synth.lock']);
    expect(readFileSync(path.join(outdir, 'manifest.json'), 'utf8')).toContain('did not finish');
  });

  it('fails to be published, or to start anew, when another one has taken the folder over', async () => {
    const first = new WithheldAssembly(outdir);
    synthesize(first);
    const judged = read(first);
    const second = new WithheldAssembly(outdir);
    const refusal = 'another synthesis began to write into cdk.out; let one end before the next, or give each a folder';
    await expect(first.publish(judged)).rejects.toThrow(refusal);
    expect(() => first.restart()).toThrow(refusal);
    synthesize(second);
    await second.publish(read(second));
    expect(new CloudAssembly(outdir).stacksRecursively).toHaveLength(1);
  });
});

describe('the name of a template that is released', () => {
  it('is the one that the manifest lists', () => {
    expect(releasedName('assembly-prod/prodData.template.refused.json')).toBe('assembly-prod/prodData.template.json');
    expect(releasedName('assembly-prod/planted.json')).toBe('assembly-prod/planted.json');
  });
});
