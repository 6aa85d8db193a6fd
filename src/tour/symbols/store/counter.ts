/** Counts by 32-bit key, in a table without objects: a large workspace has hundreds of thousands of identifiers. */
export class Counter {
  private keys = new Uint32Array(1024);
  private counts = new Uint32Array(1024);
  /** Slots in use, whose count may have fallen to zero since. */
  private used = 0;

  get(key: number): number {
    return this.counts[this.slot(key)] ?? 0;
  }

  /** @param difference may be negative; what was taken out leaves its slot behind */
  add(key: number, difference: number): void {
    let slot = this.slot(key);
    if (!this.isUsed(slot)) {
      if (difference <= 0) return;
      if (this.used * 2 >= this.keys.length) {
        this.grow();
        slot = this.slot(key);
      }
      this.used++;
      this.keys[slot] = stored(key);
    }
    this.counts[slot] = Math.max(0, (this.counts[slot] ?? 0) + difference);
  }

  private isUsed(slot: number): boolean {
    return this.keys[slot] !== 0;
  }

  /** Where the key is, or would be. */
  private slot(key: number): number {
    const mask = this.keys.length - 1;
    const wanted = stored(key);
    let slot = Math.imul(wanted, 0x9e3779b1) >>> 7;
    for (slot &= mask; this.isUsed(slot) && this.keys[slot] !== wanted; slot = (slot + 1) & mask);
    return slot;
  }

  private grow(): void {
    const { keys, counts } = this;
    this.keys = new Uint32Array(keys.length * 2);
    this.counts = new Uint32Array(keys.length * 2);
    this.used = 0;
    keys.forEach((key, from) => {
      if (key === 0 || counts[from] === 0) return;
      const slot = this.slot(key);
      this.keys[slot] = key;
      this.counts[slot] = counts[from] ?? 0;
      this.used++;
    });
  }
}

/** Zero marks a slot that is free. */
function stored(key: number): number {
  return key === 0 ? 1 : key;
}
