import { ProductionVariantInferenceAmiVersion, ProductionVariantInstanceType } from '@aws-sdk/client-sagemaker';
import Ajv from 'ajv';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { PACK_NAMES } from '../../../constructs/compliance/core';
import { INSTANCE_TYPES, listFiles, SCHEMAS, type FileKind } from '../../../lib/config';
import { UNSUPPORTED_FAMILIES } from '../../../constructs/model/core/instance-types';
import { jsonSchema, jsonSchemaText } from '../../../lib/config/schema';
import { INFERENCE_AMI_VERSIONS } from '../../../lib/config/schema-container';
import { descriptionOf, fieldsOf, objectsOf, unwrap } from '../../../lib/config/schema-walk';

const ROOT = path.join(__dirname, '../../..');
const KINDS = Object.keys(SCHEMAS) as FileKind[];

function validator(kind: FileKind): (data: unknown) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile(jsonSchema(kind));
  return (data) =>
    validate(data) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the JSON Schemas for editors', () => {
  test.each(KINDS)('config/schema/%s.schema.json equals the code; else run npm run config:schema', (kind) => {
    const committed = readFileSync(path.join(ROOT, `config/schema/${kind}.schema.json`), 'utf8');
    expect(committed).toBe(jsonSchemaText(kind));
  });

  test.each(listFiles(ROOT).map(({ kind, file }) => [file, kind] as const))(
    'accept %s, which names its schema',
    (file, kind) => {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      expect(validator(kind)(parse(text))).toEqual([]);
      const schema = path.posix.relative(path.posix.dirname(file), `config/schema/${kind}.schema.json`);
      expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`);
    },
  );

  test('refuse an unknown key, and a key of another mode', () => {
    const churn = parse(readFileSync(path.join(ROOT, 'config/models/churn.yaml'), 'utf8')) as { serving: object };
    expect(validator('model')({ ...churn, ownr: 'x' })).toEqual([' must NOT have additional properties']);
    expect(validator('model')({ ...churn, serving: { ...churn.serving, memoryPerCopyMiB: 1024 } })).not.toEqual([]);
  });

  test('refuse a container with framework and image', () => {
    const churn = parse(readFileSync(path.join(ROOT, 'config/models/churn.yaml'), 'utf8')) as object;
    const image = `333333333333.dkr.ecr.eu-west-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;
    expect(validator('model')({ ...churn, container: { image } })).toEqual([]);
    expect(validator('model')({ ...churn, container: { image, framework: 'lmi' } })).toEqual([
      '/container must match exactly one schema in oneOf',
    ]);
  });

  test.each(KINDS)('every key of %s is described, for the help of the editor', (kind) => {
    const undescribed: string[] = [];
    const visit = (schema: z.core.$ZodType, at: string): void => {
      const inner = unwrap(schema);
      if (inner instanceof z.ZodArray) visit(inner.element, `${at}[]`);
      if (inner instanceof z.ZodRecord) visit(inner.valueType, `${at}.*`);
      for (const object of objectsOf(schema)) {
        for (const [key, field] of fieldsOf(object)) {
          if ((descriptionOf(field) ?? '') === '') undescribed.push(`${at}.${key}`);
          visit(field, `${at}.${key}`);
        }
      }
    };
    visit(SCHEMAS[kind], kind);
    expect(undescribed).toEqual([]);
  });
});

describe('lists taken from elsewhere', () => {
  const hosted = Object.values(ProductionVariantInstanceType);

  test('every instance type can host models on SageMaker', () => {
    expect([...INSTANCE_TYPES.keys()].filter((name) => !(hosted as string[]).includes(name))).toEqual([]);
  });

  test('every type that SageMaker hosts is supported, or its family is refused with a reason', () => {
    const left = hosted.filter(
      (name) => !INSTANCE_TYPES.has(name) && !Object.hasOwn(UNSUPPORTED_FAMILIES, name.split('.')[1] ?? ''),
    );
    expect(left).toEqual([]);
  });

  test('the host images are those of SageMaker', () => {
    expect([...INFERENCE_AMI_VERSIONS].sort()).toEqual(Object.values(ProductionVariantInferenceAmiVersion).sort());
  });

  test('the packs are called as cdk-nag calls them', async () => {
    const nag = await import('cdk-nag');
    const names = {
      AwsSolutions: new nag.AwsSolutionsChecks().name,
      NIST80053R4: new nag.NIST80053R4Checks().name,
      NIST80053R5: new nag.NIST80053R5Checks().name,
      HIPAASecurity: new nag.HIPAASecurityChecks().name,
      PCIDSS321: new nag.PCIDSS321Checks().name,
      Serverless: new nag.ServerlessChecks().name,
    };
    expect(PACK_NAMES).toEqual(names);
  });
});
