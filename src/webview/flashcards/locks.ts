const SLOW_MS = 300;

/**
 * Keeps a request from being sent twice at the same time, and tells when answers take so long that the user should
 * see that something is going on.
 */
export class Locks {
  private readonly held = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onChange: (now: { readonly slow?: boolean; readonly locked: boolean }) => void) {}

  isHeld(name: string): boolean {
    return this.held.has(name);
  }

  take(name: string): void {
    this.held.add(name);
    this.timer ??= setTimeout(() => {
      this.report(true);
    }, SLOW_MS);
    this.report();
  }

  release(name: string): void {
    this.held.delete(name);
    if (this.held.size > 0) {
      this.report();
      return;
    }
    clearTimeout(this.timer);
    this.timer = undefined;
    this.report(false);
  }

  private report(slow?: boolean): void {
    const locked = this.held.has('card');
    this.onChange(slow === undefined ? { locked } : { slow, locked });
  }
}
