import path from 'node:path';
import { circles, type Import, importsOf } from './imports';

const CDK = /^(?:aws-cdk-lib|constructs|cdk-nag)(?:\/|$)/;
const SDK = /^@aws-sdk\//;

/** The room of a file below `constructs/`. */
function roomOf(file: string): string | undefined {
  return /^constructs\/([^/]+)\//.exec(file)?.[1];
}

/** What others may import of a room: its index, or its core. */
function isDoor(file: string): boolean {
  return /^constructs\/[^/]+\/(?:index\.ts$|core\/)/.test(file);
}

/** Handlers, and what a core holds, run where no CDK is. */
function runsWithoutCdk(file: string): boolean {
  return file.endsWith('.lambda.ts') || /^constructs\/[^/]+\/core\//.test(file);
}

/**
 * What breaks the rules of imports.
 *
 * @param files source files relative to the root, with slashes
 */
export function brokenRules(root: string, files: readonly string[]): readonly string[] {
  const all = new Set(files);
  const imports = files.flatMap((file) => importsOf(root, file, all));
  const inside = imports.filter(({ to }) => all.has(to));
  return [
    ...imports.flatMap((one) => problemOf(one, all)),
    ...withoutCdk(files, imports, all),
    ...circles(inside).map((circle) => `circle of files: ${circle}`),
    ...circles(roomEdges(inside)).map((circle) => `circle of rooms: ${circle}`),
  ];
}

function problemOf({ from, to, line }: Import, all: ReadonlySet<string>): readonly string[] {
  const say = (what: string): string[] => [`${from}:${line}: ${what}`];
  const [own, other] = [roomOf(from), roomOf(to)];
  if (own !== undefined && all.has(to) && other === undefined && to !== 'constructs/index.ts') {
    return say(`constructs import nothing of ${to.split('/')[0]}/: ${to}`);
  }
  if (other === undefined || own === other || from === 'constructs/index.ts') return [];
  if (own === 'ground') return say(`ground imports no room: ${to}`);
  return isDoor(to) ? [] : say(`rooms are imported through index.ts or core/: ${to}`);
}

/** What a handler or a core reaches, by whatever way: types are gone when it runs, and count all the same. */
function withoutCdk(files: readonly string[], imports: readonly Import[], all: ReadonlySet<string>): string[] {
  const by = new Map<string, Import[]>();
  for (const one of imports) by.set(one.from, [...(by.get(one.from) ?? []), one]);
  return files.filter(runsWithoutCdk).flatMap((file) => {
    const core = !file.endsWith('.lambda.ts');
    const seen = new Set<string>([file]);
    const problems: string[] = [];
    for (const at of seen) {
      for (const { to, line } of by.get(at) ?? []) {
        if (all.has(to)) seen.add(to);
        else if (CDK.test(to)) problems.push(`${file} reaches the CDK by ${at}:${line}: ${to}`);
        else if (core && SDK.test(to)) problems.push(`${file} reaches an SDK by ${at}:${line}: ${to}`);
      }
    }
    return problems;
  });
}

function roomEdges(imports: readonly Import[]): readonly { from: string; to: string }[] {
  return imports.flatMap(({ from, to }) => {
    const [own, other] = [roomOf(from), roomOf(to)];
    return own === undefined || other === undefined || own === other ? [] : [{ from: own, to: other }];
  });
}

/** A path as the rules have it. */
export function slashed(file: string): string {
  return file.split(path.sep).join('/');
}
