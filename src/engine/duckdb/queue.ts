/** What waits for its turn: first in, first out for each tenant, and the tenants in turn. */
export class FairQueue<T extends { readonly tenant: string }> {
  /** In the order of their turns; a tenant without anything waiting has no entry. */
  private readonly tenants = new Map<string, T[]>();

  add(item: T): void {
    const waiting = this.tenants.get(item.tenant);
    if (waiting) waiting.push(item);
    else this.tenants.set(item.tenant, [item]);
  }

  /** Before all others of its tenant, and that tenant before all others. */
  addFirst(item: T): void {
    const waiting = this.tenants.get(item.tenant) ?? [];
    const others = [...this.tenants].filter(([tenant]) => tenant !== item.tenant);
    this.tenants.clear();
    this.tenants.set(item.tenant, [item, ...waiting]);
    for (const [tenant, items] of others) this.tenants.set(tenant, items);
  }

  peek(): T | undefined {
    for (const [first] of this.tenants.values()) return first;
    return undefined;
  }

  take(): T | undefined {
    for (const [tenant, [first, ...rest]] of this.tenants) {
      this.tenants.delete(tenant);
      if (rest.length > 0) this.tenants.set(tenant, rest);
      return first;
    }
    return undefined;
  }

  remove(item: T): void {
    const rest = this.tenants.get(item.tenant)?.filter((other) => other !== item) ?? [];
    if (rest.length > 0) this.tenants.set(item.tenant, rest);
    else this.tenants.delete(item.tenant);
  }

  drain(): T[] {
    const all = [...this.tenants.values()].flat();
    this.tenants.clear();
    return all;
  }
}
