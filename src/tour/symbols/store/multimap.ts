/** Several values by key. Most keys have one, which is kept without an array around it. */
export class MultiMap<K, V extends object> {
  private readonly entries = new Map<K, V | V[]>();

  get(key: K): readonly V[] {
    const found = this.entries.get(key);
    return found === undefined ? [] : Array.isArray(found) ? found : [found];
  }

  add(key: K, value: V): void {
    const found = this.entries.get(key);
    if (found === undefined) this.entries.set(key, value);
    else if (Array.isArray(found)) found.push(value);
    else this.entries.set(key, [found, value]);
  }

  delete(key: K, value: V): void {
    const left = this.get(key).filter((one) => one !== value);
    const [only] = left;
    if (only === undefined) this.entries.delete(key);
    else this.entries.set(key, left.length === 1 ? only : left);
  }
}
