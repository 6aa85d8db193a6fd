/** Kept free around what is scrolled to. */
const MARGIN_PX = 16;
/** Share of the height that one step goes on by; the rest is seen twice, so that the eye finds its line again. */
const STEP = 0.9;

/** Scrolls the card: softly, unless the user wants no motion. */
export class Scrolling {
  /** Where a soft scroll that is still under way will end. */
  private goal: number | undefined;

  constructor(private readonly root: HTMLElement) {
    document.addEventListener(
      'scrollend',
      () => {
        this.goal = undefined;
      },
      true,
    );
  }

  toTop(): void {
    this.goal = undefined;
    this.box().scrollTo({ top: 0, behavior: 'instant' });
  }

  /** Brings all of a section into sight, or its beginning when it is too long for that. */
  show(section: Element): void {
    this.land();
    const view = this.view();
    const { top, bottom, height } = section.getBoundingClientRect();
    const above = top - view.top - MARGIN_PX;
    const below = bottom - view.bottom + MARGIN_PX;
    const fits = height + 2 * MARGIN_PX <= view.bottom - view.top;
    if (!fits || above < 0) this.by(above);
    else if (below > 0) this.by(below);
  }

  /** Goes on to what was not in sight yet of the uncovered answer; false when its end is. */
  goOn(): boolean {
    this.land();
    const last = [...this.root.querySelectorAll('.tier')].at(-1);
    if (last === undefined) return false;
    const view = this.view();
    const hidden = last.getBoundingClientRect().bottom - view.bottom;
    return hidden > 4 && this.by(Math.min(hidden + MARGIN_PX, (view.bottom - view.top) * STEP));
  }

  /** False when there is nowhere to go. */
  private by(distance: number): boolean {
    const box = this.box();
    const goal = Math.min(Math.max(0, box.scrollTop + distance), box.scrollHeight - box.clientHeight);
    if (Math.abs(goal - box.scrollTop) < 1) return false;
    this.goal = goal;
    box.scrollTo({ top: goal, behavior: calm() ? 'instant' : 'smooth' });
    return true;
  }

  /** Ends a soft scroll: what comes next is reckoned from where it was going. */
  private land(): void {
    if (this.goal !== undefined) this.box().scrollTo({ top: this.goal, behavior: 'instant' });
    this.goal = undefined;
  }

  /** A panel that is very low scrolls as a whole. */
  private box(): Element {
    const scroller = this.root.querySelector('.scroller');
    const isOwn = scroller !== null && getComputedStyle(scroller).overflowY !== 'visible';
    return isOwn ? scroller : document.documentElement;
  }

  private view(): { readonly top: number; readonly bottom: number } {
    const box = this.box();
    return box === document.documentElement ? { top: 0, bottom: box.clientHeight } : box.getBoundingClientRect();
  }
}

function calm(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
