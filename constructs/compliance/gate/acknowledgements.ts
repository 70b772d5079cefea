import { Validations } from 'aws-cdk-lib';
import type { IConstruct, MetadataEntry } from 'constructs';
import type { Acknowledgement, GateWarning } from '../evaluation';
import type { FormerIds } from './former-ids';

/** An acknowledged finding as data, with all that a reviewer asks of it. */
export interface Waiver {
  /** Qualified rule id, e.g. `AwsSolutions::AwsSolutions-S1`, granular findings included: `…-IAM5[Resource::*]`. */
  readonly rule: string;
  /** Names of the environments in which it counts. */
  readonly environments: readonly string[];
  /** Construct path below the environment, e.g. `Serving-churn/Endpoint/Resource`. */
  readonly path: string;
  readonly reason: string;
  readonly compensatingControl: string;
  readonly owner: string;
  readonly ticket: string;
  readonly approver: string;
  /** Last day on which it counts, `YYYY-MM-DD`. */
  readonly expires: string;
  /** File and line, e.g. `config/waivers.yaml:12`. */
  readonly source: string;
}

/** An acknowledgement as it stands in the construct tree. */
interface Entry {
  readonly acknowledgement: Acknowledgement;
  readonly construct: IConstruct;
  /** What CDK keeps of it. */
  readonly reason: string;
  readonly trace: MetadataEntry['trace'];
}

/** The findings of renamed rules that an acknowledgement matched by a former id. */
interface FormerUse {
  readonly place: string;
  readonly former: string;
  readonly matched: Set<string>;
}

/**
 * Acknowledgements by rule and construct path. Construct metadata is read once, then every look-up is a walk up the
 * path: cdk-nag's own look-up reads the metadata of all ancestors again for every finding.
 */
export class Acknowledgements {
  private readonly byRule = new Map<string, Map<string, Entry>>();
  private readonly waivers = new Map<string, Waiver>();
  private readonly used = new Set<Waiver>();
  private readonly formerUses = new Map<string, FormerUse>();
  private collected = false;

  public constructor(
    private readonly root: IConstruct,
    private readonly formerIds: FormerIds,
  ) {}

  /** Records a waiver at a construct, for CDK's own report and for ours. */
  public waive(construct: IConstruct, waiver: Waiver): void {
    Validations.of(construct).acknowledge({
      id: waiver.rule,
      reason: `${waiver.reason} Compensating control: ${waiver.compensatingControl} Approved by ${waiver.approver} until ${waiver.expires} (${waiver.ticket}).`,
    });
    this.waivers.set(`${waiver.rule}\0${construct.node.path}`, waiver);
  }

  /**
   * The acknowledgement nearest to a resource, by the id of a rule or a former one, if any; a waiver that is found counts as
   * used.
   */
  public find(rule: string, resourcePath: string): Acknowledgement | undefined {
    if (!this.collected) this.collect();
    const ids = [rule, ...this.formerIds.of(rule)].filter((id) => this.byRule.has(id));
    if (ids.length === 0) return undefined;
    for (let path = resourcePath; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      for (const id of ids) {
        const entry = this.byRule.get(id)?.get(path);
        if (entry === undefined) continue;
        const waiver = this.waivers.get(`${id}\0${path}`);
        if (waiver !== undefined) this.used.add(waiver);
        if (id !== rule) this.renew(entry, id, rule);
        return entry.acknowledgement;
      }
    }
    return undefined;
  }

  public isUsed(waiver: Waiver): boolean {
    return this.used.has(waiver);
  }

  /** The ids that rules have now which had an id before; none where it was no id of a rule. */
  public heirsOf(rule: string): readonly string[] {
    return this.formerIds.heirsOf(rule);
  }

  /** A warning for each acknowledgement that was found by a former id. */
  public warnings(): readonly GateWarning[] {
    return [...this.formerUses.values()].map(({ place, former, matched }) => ({
      place,
      problem: `acknowledges ${former}, which is now the id of no rule`,
      remedy: `acknowledge ${[...matched].sort().join(' and ')} instead${matched.size > 1 ? ', each by itself' : ''}`,
    }));
  }

  /**
   * Reads what `Validations.of(x).acknowledge(…)` left in the construct tree. Constructs may acknowledge until they are
   * synthesized, so it is read when the first finding asks.
   */
  private collect(): void {
    this.collected = true;
    for (const construct of this.root.node.findAll()) {
      for (const entry of construct.node.metadata) {
        if (entry.type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
        for (const [rule, reason] of Object.entries(entry.data as Record<string, string>)) {
          this.record(rule, construct, reason, entry.trace);
        }
      }
    }
  }

  private record(rule: string, construct: IConstruct, reason: string, trace: Entry['trace']): void {
    const byPath = this.byRule.get(rule) ?? new Map<string, Entry>();
    this.byRule.set(rule, byPath);
    const { path } = construct.node;
    const waiver = this.waivers.get(`${rule}\0${path}`);
    const acknowledgement = waiver === undefined ? ofEngine(path, reason) : ofWaiver(path, waiver);
    byPath.set(path, { acknowledgement, construct, reason, trace });
  }

  /** Says the same under the new id to CDK, which looks acknowledgements up by id when all plugins have run. */
  private renew({ acknowledgement, construct, reason, trace }: Entry, former: string, rule: string): void {
    const place = acknowledgement.source ?? acknowledgement.path;
    const use = this.formerUses.get(`${place}\0${former}`) ?? { place, former, matched: new Set() };
    this.formerUses.set(`${place}\0${former}`, use);
    use.matched.add(rule);
    const renewed = { [rule]: `${reason} (acknowledged as ${former})` };
    const known = construct.node.metadata.some(
      ({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && rule in (data as object),
    );
    if (known) return;
    construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, renewed, { stackTraceOverride: trace });
  }
}

function ofEngine(path: string, reason: string): Acknowledgement {
  const [why = reason, control] = reason.split(' Compensating control: ');
  return { origin: 'engine', path, reason: why, compensatingControl: control };
}

function ofWaiver(path: string, waiver: Waiver): Acknowledgement {
  const { reason, compensatingControl, owner, ticket, approver, expires, source } = waiver;
  return { origin: 'waiver', path, reason, compensatingControl, owner, ticket, approver, expires, source };
}
