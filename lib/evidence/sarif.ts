import { createHash } from 'node:crypto';
import type { Location, Log, LogicalLocation, ReportingDescriptor, Result } from 'sarif';
import type { Finding } from '../../constructs/compliance';
import { baseRule } from './gather/controls';
import { distinct, sortedBy } from './gather/sort';
import type { ConfigurationProblem } from './input';
import type { EvidenceModel } from './model';

/** Rule id under which mistakes in the configuration are reported. */
const CONFIGURATION_RULE = 'configuration';

/**
 * The findings as SARIF 2.1.0.
 *
 * @param which `active` is what fails, for code scanning, which does not honour suppressions; `full` also has what is
 *   acknowledged, with the acknowledgement as suppression.
 */
export function renderSarif(model: EvidenceModel, which: 'active' | 'full'): string {
  const acknowledged = which === 'full' ? model.acknowledgements.flatMap(({ hid }) => hid) : [];
  const findings = sortedBy([...model.findings, ...acknowledged], (finding) => fingerprint(finding));
  const files = new Map(model.manifest.templates.map(({ stack, file }) => [stack, file]));
  const titles = new Map(model.controls.map(({ control, title }) => [control, title]));
  const ids = distinct([
    ...findings.map(({ rule }) => baseRule(rule)),
    ...(model.configurationProblems.length > 0 ? [CONFIGURATION_RULE] : []),
  ]);
  const rules = ids.map((id): ReportingDescriptor => ({ id, shortDescription: { text: titles.get(id) ?? id } }));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: model.manifest.project.name, version: model.manifest.project.version, rules } },
        automationDetails: { id: `${model.manifest.project.name}/compliance/${which}` },
        columnKind: 'utf16CodeUnits',
        results: [
          ...model.configurationProblems.map((problem) =>
            configurationResult(problem, ids.indexOf(CONFIGURATION_RULE)),
          ),
          ...findings.map((finding) => result(finding, ids.indexOf(baseRule(finding.rule)), files)),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function result(finding: Finding, ruleIndex: number, files: ReadonlyMap<string, string>): Result {
  const { problem, remedy, acknowledgement } = finding;
  return {
    ruleId: baseRule(finding.rule),
    ruleIndex,
    level: 'error',
    kind: 'fail',
    message: { text: remedy === undefined ? problem : `${problem}. Remedy: ${remedy}` },
    locations: [location(finding, files)],
    partialFingerprints: { 'findingHash/v1': fingerprint(finding) },
    ...(acknowledgement === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: acknowledgement.origin === 'engine' ? ('inSource' as const) : ('external' as const),
              status: 'accepted' as const,
              justification: justification(acknowledgement),
            },
          ],
        }),
    properties: { environment: finding.environment, pack: finding.pack, rule: finding.rule },
  };
}

function justification(acknowledgement: NonNullable<Finding['acknowledgement']>): string {
  const { reason, compensatingControl, owner, approver, ticket, expires } = acknowledgement;
  const parts: [string, string | undefined][] = [
    ['Compensating control', compensatingControl],
    ['Owner', owner],
    ['Approver', approver],
    ['Ticket', ticket],
    ['Expires', expires],
  ];
  return [reason, ...parts.flatMap(([name, text]) => (text === undefined ? [] : [`${name}: ${text}`]))].join(' ');
}

function location(finding: Finding, files: ReadonlyMap<string, string>): Location {
  const [, file, line] = /^(.*?):(\d+)/.exec(finding.source ?? '') ?? [];
  const template = files.get(finding.stack);
  const uri = file ?? (template === undefined ? undefined : `cdk.out/${template}`);
  return {
    ...(uri === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(uri) },
            region: { startLine: Math.max(1, Number(line ?? '1')) },
          },
        }),
    logicalLocations: logicalLocations(finding),
  };
}

/** The resource and, where the finding says so, the place in it: in that order. */
function logicalLocations({ logicalId, path, location: place }: Finding): LogicalLocation[] {
  const resource: LogicalLocation = { name: logicalId, fullyQualifiedName: path, kind: 'resource' };
  if (place === '' || place === 'Properties') return [resource];
  const name = place.split('.').at(-1);
  return [resource, { name, fullyQualifiedName: `${path}/${place}`, kind: 'property' }];
}

function configurationResult(
  { file, line, column, key, what, remedy }: ConfigurationProblem,
  ruleIndex: number,
): Result {
  return {
    ruleId: CONFIGURATION_RULE,
    ruleIndex,
    level: 'error',
    kind: 'fail',
    message: { text: remedy === undefined ? what : `${what}. Remedy: ${remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file) },
          region: {
            startLine: Math.max(1, line ?? 1),
            ...(column === undefined ? {} : { startColumn: Math.max(1, column) }),
          },
        },
      },
    ],
    partialFingerprints: { 'findingHash/v1': hash([file, key ?? '', what]) },
  };
}

/** Stays the same while a finding stays, whatever line it moves to. */
function fingerprint({ environment, pack, rule, path, location: place, problem }: Finding): string {
  return hash([environment, pack, rule, path, place, problem]);
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
