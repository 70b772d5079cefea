import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config';
import type { Project } from '../options';
import { configuration } from '../project-configuration';

/** One thing of the project that was looked at. */
export interface Diagnosis {
  /** `todo`: the value is still that of the sample; `problem`: nothing works until it is fixed. */
  readonly status: 'ok' | 'todo' | 'problem';
  readonly about: string;
  readonly what: string;
  readonly remedy?: string;
}

/** Oldest Node that the toolchain works with, from `engines` of package.json. */
const NODE = [20, 19] as const;
const SAMPLE_ACCOUNT = /^(\d)\1{11}$/;
const SAMPLE_DOMAIN = /@(?:[\w-]+\.)*example\.(?:com|org|net)$/;
const SCHEMA_LINE = /^# yaml-language-server: \$schema=(\S+)$/m;

/** What a fork still misses. */
export function diagnose(project: Project, node: string): Diagnosis[] {
  return [nodeVersion(node), ...schemaLines(project.root), ...judged(project)];
}

function nodeVersion(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = NODE;
  const fits = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  const wanted = `${wantedMajor}.${wantedMinor} or newer`;
  if (fits) return { status: 'ok', about: 'node', what: `${version} is ${wanted}` };
  return { status: 'problem', about: 'node', what: `${version} is too old`, remedy: `install Node ${wanted}` };
}

function schemaLines(root: string): Diagnosis[] {
  const { listFiles } = configuration();
  return listFiles(root).flatMap(({ kind, file }): Diagnosis[] => {
    const folder = path.join(root, path.dirname(file));
    const named = SCHEMA_LINE.exec(readFileSync(path.join(root, file), 'utf8'))?.[1];
    if (named !== undefined && existsSync(path.join(folder, named))) return [];
    const schema = path.posix.relative(path.posix.dirname(file), `config/schema/${kind}.schema.json`);
    const what =
      named === undefined
        ? `${file} names no schema: editors cannot complete it`
        : `${file} names a schema that is not there: ${named}`;
    return [
      { status: 'todo', about: 'schema', what, remedy: `begin it with: # yaml-language-server: $schema=${schema}` },
    ];
  });
}

function judged(project: Project): Diagnosis[] {
  const { ConfigurationError, loadConfig } = configuration();
  try {
    const config = loadConfig(project.root, project);
    const left = [...companyLeft(config), ...accountsLeft(config)];
    const ok: Diagnosis = { status: 'ok', about: 'config', what: 'the configuration is valid' };
    return [ok, ...left];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { length } = error.problems;
    const what = `the configuration has ${length === 1 ? '1 problem' : `${length} problems`}`;
    return [{ status: 'problem', about: 'config', what, remedy: 'run: blueprint config check' }];
  }
}

function companyLeft({ company }: Config): Diagnosis[] {
  const file = 'config/company.yaml';
  const contacts = Object.entries(company.contacts).flatMap(([key, { email }]) =>
    SAMPLE_DOMAIN.test(email) ? [key] : [],
  );
  const sample: [boolean, string, string][] = [
    [company.name === 'Example Company', `the name ${company.name} is the sample's`, 'write your company into name'],
    [
      company.prefix === 'excorp',
      `the prefix ${company.prefix} is the sample's`,
      'choose a prefix before the first deployment: it is frozen then',
    ],
    [
      contacts.length > 0,
      `mail addresses of the sample: ${contacts.join(', ')}`,
      'write the addresses of your teams: alerts go there',
    ],
  ];
  return sample.flatMap(([left, what, remedy]): Diagnosis[] =>
    left ? [{ status: 'todo', about: 'company', what, remedy: `${remedy} (${file})` }] : [],
  );
}

function accountsLeft({ environments }: Config): Diagnosis[] {
  return environments.flatMap(({ name, account }): Diagnosis[] =>
    SAMPLE_ACCOUNT.test(account)
      ? [
          {
            status: 'todo',
            about: 'account',
            what: `${name} has the sample's account ${account}`,
            remedy: `write your own into config/environments/${name}.yaml`,
          },
        ]
      : [],
  );
}
