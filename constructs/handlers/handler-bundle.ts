import { existsSync } from 'node:fs';
import path from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { fail } from '../ground';

/** `dist/handlers`, seen from `dist/constructs/handlers`, compiled or packed, and from `constructs/handlers`, run from source. */
export const BUNDLE_FOLDERS = [path.join(__dirname, '../../handlers'), path.join(__dirname, '../../dist/handlers')];

/**
 * The code of a handler, as the build bundled it from `constructs/<room>/<stem>.lambda.ts`.
 *
 * @param handler `<room>/<stem>`, e.g. `registry/release-recorder`
 * @param roots where bundles may lie; the first that has one wins
 * @throws Error when there is no such bundle
 */
export function handlerBundle(
  scope: IConstruct,
  handler: string,
  roots: readonly string[] = BUNDLE_FOLDERS,
): lambda.Code {
  const folder = roots
    .map((root) => path.join(root, handler))
    .find((candidate) => existsSync(path.join(candidate, 'index.js')));
  if (folder === undefined) {
    fail(
      scope,
      `handler must be the <room>/<stem> of a bundled constructs/<room>/<stem>.lambda.ts, got '${handler}', which has no bundle; run 'npm run build' or correct the name`,
    );
  }
  return lambda.Code.fromAsset(folder);
}
