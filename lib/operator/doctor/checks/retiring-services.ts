import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Check, Finding, Subject } from '../check';
import { retiringService } from '../retiring-services';

/** Needs AWS Support, and answers at one endpoint for all Regions. */
const HEALTH = 'aws health describe-service-lifecycle --region us-east-1';

/** Whether the synthesized templates use a service that AWS retires. Needs no credentials. */
export const retiringServices: Check = {
  id: 'retiring-services',
  title: 'no resource of a service that AWS retires',
  permissions: [],
  withoutCredentials: found,
  withCredentials: async (subject) => found(subject),
};

function found(subject: Subject): Finding[] {
  return [
    ...templatesOf(subject),
    {
      status: 'not checked',
      what: 'when support of the versions that run ends, e.g. of the Lambda runtime',
      reason: 'the AWS SDK of this command has no health:DescribeServiceLifecycle',
      remedy: HEALTH,
    },
  ];
}

function templatesOf({ environment: { name }, root }: Subject): Finding[] {
  const folder = path.join(root, 'cdk.out', `assembly-${name}`);
  // The gate withholds what it refused under another name.
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.template.json')) : [];
  if (files.length === 0) {
    const what = `whether a template of ${name} uses a service that AWS retires`;
    return [{ status: 'not checked', what, reason: 'there is no template in cdk.out', remedy: 'npm run synth' }];
  }
  const findings = files.sort().flatMap((file): Finding[] => {
    const template = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
      readonly Resources?: Readonly<Record<string, { readonly Type: string }>>;
    };
    return Object.entries(template.Resources ?? {}).flatMap(([id, { Type }]): Finding[] => {
      const service = retiringService(Type);
      if (service === undefined) return [];
      const stack = file.replace('.template.json', '');
      const remedy = 'replace it: https://aws.amazon.com/products/lifecycle/';
      return [{ status: 'missing', what: `${id} of ${stack} (${Type}) is of ${service}, which AWS retires`, remedy }];
    });
  });
  if (findings.length > 0) return findings;
  return [{ status: 'ok', what: `no template of ${name} uses a service that AWS retires` }];
}
