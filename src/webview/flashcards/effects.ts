import { enhance } from './enhance';
import { turnOf } from './state';
import type { State } from './state';

/** What a new state asks for beyond drawing it: focus, scrolling, the overlay. */
export class Effects {
  private previous: State | undefined;
  /** The question waits for the focus until the panel has it. */
  private pending = false;

  constructor(private readonly root: HTMLElement) {}

  /** Call after each drawing. */
  after(state: State): void {
    const before = this.previous;
    this.previous = state;
    this.showHelp(state.helpOpen);
    if (state.view !== before?.view || state.strings !== before?.strings) this.afterView(state, before);
    else if (state.failure === before?.failure && state.dismissed === before?.dismissed) return;
    // The focused control may be gone.
    if (document.hasFocus() && document.activeElement === document.body) this.focusQuestion();
  }

  /** Call when the panel's size changed. */
  onResize(): void {
    enhance(this.root);
  }

  private afterView(state: State, before: State | undefined): void {
    enhance(this.root);
    if (state.view === undefined || state.strings === undefined) return;
    const isNew = before?.strings === undefined || turnOf(state) !== turnOf(before);
    if (isNew) {
      this.root.querySelector('.scroller')?.scrollTo({ top: 0 });
      this.focusQuestion();
      return;
    }
    const shown = state.view.card?.tiers.length ?? 0;
    const shownBefore = before.view?.card?.tiers.length ?? 0;
    if (shown > shownBefore) this.showTier(shownBefore);
  }

  /** Puts the focus on the question, so that it is read out and every key works at once. */
  focusQuestion(): void {
    if (document.hasFocus()) this.query('#question')?.focus({ preventScroll: true });
    else this.pending = true;
  }

  /** Call when the panel gets the focus. */
  onFocus(): void {
    if (!this.pending) return;
    this.pending = false;
    if (document.activeElement === document.body) this.focusQuestion();
  }

  private showTier(index: number): void {
    const title = this.query(`#tier-${index}`);
    if (document.hasFocus()) title?.focus({ preventScroll: true });
    const section = title?.closest('section');
    const room = this.query('.scroller')?.clientHeight ?? 0;
    const fits = (section?.offsetHeight ?? 0) < room;
    section?.scrollIntoView({ block: fits ? 'nearest' : 'start', behavior: calm() ? 'instant' : 'smooth' });
  }

  private showHelp(open: boolean): void {
    const dialog = this.root.querySelector('dialog');
    if (dialog === null || dialog.open === open) return;
    if (open) dialog.showModal();
    else dialog.close();
  }

  private query(selector: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(selector);
  }
}

function calm(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
