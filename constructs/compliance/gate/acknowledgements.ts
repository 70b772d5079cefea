import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Acknowledgement } from '../evaluation';

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

/**
 * Acknowledgements by rule and construct path. Construct metadata is read once, then every look-up is a walk up the
 * path: cdk-nag's own look-up reads the metadata of all ancestors again for every finding.
 */
export class Acknowledgements {
  private readonly byRule = new Map<string, Map<string, Acknowledgement>>();
  private readonly waivers = new Map<string, Waiver>();
  private readonly used = new Set<Waiver>();
  private collected = false;

  public constructor(private readonly root: IConstruct) {}

  /** Records a waiver at a construct, for CDK's own report and for ours. */
  public waive(construct: IConstruct, waiver: Waiver): void {
    Validations.of(construct).acknowledge({
      id: waiver.rule,
      reason: `${waiver.reason} Compensating control: ${waiver.compensatingControl} Approved by ${waiver.approver} until ${waiver.expires} (${waiver.ticket}).`,
    });
    this.waivers.set(`${waiver.rule}\0${construct.node.path}`, waiver);
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
          this.record(rule, construct.node.path, reason);
        }
      }
    }
  }

  /** The acknowledgement nearest to a resource, if any; a waiver that is found counts as used. */
  public find(rule: string, resourcePath: string): Acknowledgement | undefined {
    if (!this.collected) this.collect();
    const byPath = this.byRule.get(rule);
    if (byPath === undefined) return undefined;
    for (let path = resourcePath; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      const acknowledgement = byPath.get(path);
      if (acknowledgement === undefined) continue;
      const waiver = this.waivers.get(`${rule}\0${path}`);
      if (waiver !== undefined) this.used.add(waiver);
      return acknowledgement;
    }
    return undefined;
  }

  public isUsed(waiver: Waiver): boolean {
    return this.used.has(waiver);
  }

  private record(rule: string, path: string, reason: string): void {
    const byPath = this.byRule.get(rule) ?? new Map<string, Acknowledgement>();
    this.byRule.set(rule, byPath);
    const waiver = this.waivers.get(`${rule}\0${path}`);
    if (waiver === undefined) {
      const [why = reason, control] = reason.split(' Compensating control: ');
      byPath.set(path, { origin: 'engine', path, reason: why, compensatingControl: control });
      return;
    }
    const { compensatingControl, owner, ticket, approver, expires, source } = waiver;
    byPath.set(path, {
      origin: 'waiver',
      path,
      reason: waiver.reason,
      compensatingControl,
      owner,
      ticket,
      approver,
      expires,
      source,
    });
  }
}
