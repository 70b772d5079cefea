import type { ComplianceRule } from '../rule';

/** Which rules came from which id, all ids qualified with the pack: `AiProduction::AiProduction-SEC-5`. */
export class FormerIds {
  private readonly formerById = new Map<string, readonly string[]>();
  private readonly heirsByFormer = new Map<string, string[]>();

  constructor(pack: string, rules: readonly ComplianceRule[]) {
    const qualified = (id: string): string => `${pack}::${pack}-${id}`;
    for (const { id, formerIds = [] } of rules) {
      this.formerById.set(qualified(id), formerIds.map(qualified));
      for (const former of formerIds.map(qualified)) {
        this.heirsByFormer.set(former, [...this.heirsOf(former), qualified(id)].sort());
      }
    }
  }

  /** The ids that a rule had before. */
  public of(rule: string): readonly string[] {
    return this.formerById.get(rule) ?? [];
  }

  /** The rules that came from an id, sorted; none where no rule did. */
  public heirsOf(former: string): readonly string[] {
    return this.heirsByFormer.get(former) ?? [];
  }
}
