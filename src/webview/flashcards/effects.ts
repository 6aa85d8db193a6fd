import { enhance } from './enhance';
import type { Scrolling } from './scrolling';
import { proofsOf, turnOf } from './state';
import type { State } from './state';
import type { Writing } from './writing';

/** What a new state asks for beyond drawing it: focus, scrolling, the overlay. */
export class Effects {
  private previous: State | undefined;
  /** The question or the text field waits for the focus until the panel has it. */
  private pending = false;
  /** What had the focus when the editor took it out of the panel. */
  private left: HTMLElement | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly scrolling: Scrolling,
    private readonly writing: Writing,
  ) {
    root.addEventListener('focusin', ({ target }) => {
      this.left = target instanceof HTMLElement ? target : undefined;
    });
    root.addEventListener('focusout', () => {
      // Whether the focus has left the panel shows only afterwards.
      setTimeout(() => {
        if (document.hasFocus() && document.activeElement === document.body) this.left = undefined;
      });
    });
  }

  /** Call after each drawing. */
  after(state: State): void {
    const before = this.previous;
    this.previous = state;
    this.showHelp(state.helpOpen);
    if (proofsOf(state) !== undefined && (before === undefined || proofsOf(before) === undefined)) this.showProofs();
    if (state.view !== before?.view || state.strings !== before?.strings) this.afterView(state, before);
    else if (state.failure === before?.failure && state.dismissed === before?.dismissed) return;
    // The focused control may be gone.
    if (document.hasFocus() && document.activeElement === document.body) this.takeFocus(false);
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
      this.scrolling.toTop();
      this.takeFocus(true);
      return;
    }
    const shown = state.view.card?.tiers.length ?? 0;
    const shownBefore = before.view?.card?.tiers.length ?? 0;
    if (shown > shownBefore) this.showTier(shownBefore);
  }

  /** Call when the panel gets the focus. */
  onFocus(): void {
    const { pending } = this;
    this.pending = false;
    if (document.activeElement !== document.body) return;
    if (pending) this.takeFocus(true);
    else if (!this.writing.resume(false) && this.left?.isConnected === true) this.left.focus({ preventScroll: true });
  }

  /** Back to the text field, or else on the question, so that it is read out and every key works at once. */
  private takeFocus(scroll: boolean): void {
    if (!document.hasFocus()) this.pending = true;
    else if (!this.writing.resume(scroll)) this.query('#question')?.focus({ preventScroll: true });
  }

  private showTier(index: number): void {
    const title = this.query(`#tier-${index}`);
    if (document.hasFocus()) title?.focus({ preventScroll: true });
    const section = title?.closest('section') ?? null;
    if (section !== null) this.scrolling.show(section);
  }

  /** Asked for from anywhere in the answer, they begin below it. */
  private showProofs(): void {
    const section = this.query('.proofs');
    if (section !== null) this.scrolling.show(section);
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
