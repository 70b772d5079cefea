import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brokenRules, slashed } from './rules';

const ROOT = path.join(__dirname, '../..');

function sources(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true })
      .map((file) => slashed(path.join(folder, String(file))))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .sort(),
  );
}

test('the sources keep the rules of imports', () => {
  expect(brokenRules(ROOT, sources(ROOT, ['bin', 'lib', 'constructs']))).toEqual([]);
});

describe('the rules of imports turn red', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'imports-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const broken = (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    return brokenRules(root, Object.keys(files));
  };
  const ROOM = { 'constructs/storage/index.ts': "export * from './bucket';", 'constructs/storage/bucket.ts': '' };

  test('for a file inside another room', () => {
    expect(broken({ ...ROOM, 'constructs/serving/a.ts': "\nimport type { B } from '../storage/bucket';" })).toEqual([
      'constructs/serving/a.ts:2: rooms are imported through index.ts or core/: constructs/storage/bucket.ts',
    ]);
    expect(broken({ ...ROOM, 'constructs/serving/a.ts': "import type { B } from '../storage';" })).toEqual([]);
  });

  test('for lib that reaches past the door of a room', () => {
    expect(broken({ ...ROOM, 'lib/a.ts': "const b = () => require('../constructs/storage/bucket');" })).toEqual([
      'lib/a.ts:1: rooms are imported through index.ts or core/: constructs/storage/bucket.ts',
    ]);
  });

  test('for constructs that know lib', () => {
    expect(broken({ 'constructs/serving/a.ts': "import '../../lib/b';", 'lib/b.ts': '' })).toEqual([
      'constructs/serving/a.ts:1: constructs import nothing of lib/: lib/b.ts',
    ]);
  });

  test('for ground that imports a room', () => {
    expect(broken({ ...ROOM, 'constructs/ground/a.ts': "import type { B } from '../storage';" })).toEqual([
      'constructs/ground/a.ts:1: ground imports no room: constructs/storage/index.ts',
    ]);
  });

  test('for the CDK in a core or behind a handler, types included', () => {
    expect(
      broken({
        'constructs/ledger/core/a.ts': "import type { Stack } from 'aws-cdk-lib';",
        'constructs/ledger/b.lambda.ts': "import { c } from './c';\nimport { S3Client } from '@aws-sdk/client-s3';",
        'constructs/ledger/c.ts': "import * as iam from 'aws-cdk-lib/aws-iam';",
        'constructs/ledger/core/d.ts': "import { S3Client } from '@aws-sdk/client-s3';",
      }),
    ).toEqual([
      'constructs/ledger/core/a.ts reaches the CDK by constructs/ledger/core/a.ts:1: aws-cdk-lib',
      'constructs/ledger/b.lambda.ts reaches the CDK by constructs/ledger/c.ts:1: aws-cdk-lib/aws-iam',
      'constructs/ledger/core/d.ts reaches an SDK by constructs/ledger/core/d.ts:1: @aws-sdk/client-s3',
    ]);
  });

  test('for circles, of types alone too, and of rooms whose files make none', () => {
    expect(
      broken({
        'lib/a.ts': "import type { B } from './b';",
        'lib/b.ts': "export type B = import('./a').A;",
        'constructs/x/index.ts': "export * from './x1';",
        'constructs/x/x1.ts': "import type { Y } from '../y';",
        'constructs/y/index.ts': "export * from './y1';",
        'constructs/y/y1.ts': '',
        'constructs/y/y2.ts': "import type { X } from '../x/core/z';",
        'constructs/x/core/z.ts': '',
      }),
    ).toEqual(['circle of files: lib/a.ts → lib/b.ts → lib/a.ts', 'circle of rooms: x → y → x']);
  });
});
