import type { Panel } from './panel';
import type { Caret } from './state';

/**
 * Follows where the user writes. A panel that was hidden, moved or left for another one must have the caret back where
 * it was: otherwise the rest of a sentence would be taken for commands.
 */
export class Writing {
  constructor(
    private readonly root: HTMLElement,
    private readonly panel: Panel,
    private readonly caret: () => Caret | undefined,
  ) {
    root.addEventListener('focusin', (event) => {
      if (isField(event.target)) this.note(event.target);
      else panel.setCaret(undefined);
    });
    root.addEventListener('focusout', ({ target, relatedTarget }) => {
      // The panel may lose the focus with the field, which shows only afterwards.
      if (!isField(target) || relatedTarget !== null) return;
      setTimeout(() => {
        this.leave();
      });
    });
    document.addEventListener('selectionchange', () => {
      if (isField(document.activeElement)) this.note(document.activeElement);
    });
  }

  /** Puts the caret back; false when the user was not writing. */
  resume(scroll: boolean): boolean {
    const caret = this.caret();
    const field = this.root.querySelector<HTMLTextAreaElement>('textarea');
    if (caret === undefined || field === null) return false;
    if (document.activeElement === field) return true;
    field.focus({ preventScroll: !scroll });
    field.setSelectionRange(caret.start, caret.end);
    return true;
  }

  private note({ selectionStart: start, selectionEnd: end }: HTMLTextAreaElement): void {
    this.panel.setCaret({ start, end });
  }

  private leave(): void {
    const left = document.hasFocus() && document.visibilityState === 'visible';
    if (left && document.activeElement === document.body) this.panel.setCaret(undefined);
  }
}

function isField(target: EventTarget | null): target is HTMLTextAreaElement {
  return target instanceof HTMLTextAreaElement;
}
