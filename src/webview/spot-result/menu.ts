import { html, nothing, render } from 'lit/html.js';

export interface MenuItem {
  readonly text: string;
  readonly detail?: string;
  readonly run: () => void;
}

const MARGIN_PX = 8;
const SAME_CLICK_MS = 400;

/** One pop-up menu for a whole result: above everything, by mouse and by keyboard, gone on Escape or a click elsewhere. */
export class Menu {
  readonly element = document.createElement('div');
  private opener: HTMLElement | undefined;
  /** A press on the opener of an open menu closes it before the click arrives: that click must not open it again. */
  private closing: { readonly opener: HTMLElement; readonly at: number } | undefined;

  /** @param opened Told when it is open and in its place. */
  constructor(private readonly opened: () => void) {
    const { element } = this;
    element.className = 'menu';
    element.popover = 'auto';
    element.setAttribute('role', 'menu');
    element.addEventListener('keydown', (event) => {
      this.onKeyDown(event);
    });
    element.addEventListener('beforetoggle', (event) => {
      if (event.newState === 'closed') this.closed();
    });
  }

  /** Opens below the opener, or closes when it is open there. */
  open(opener: HTMLElement, label: string, items: readonly MenuItem[]): void {
    const { element } = this;
    if (this.opener === opener) {
      this.close();
      return;
    }
    if (this.closing?.opener === opener && performance.now() - this.closing.at < SAME_CLICK_MS) return;
    this.close();
    this.opener = opener;
    element.setAttribute('aria-label', label);
    render(
      items.map(
        ({ text, detail, run }) =>
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            @click=${() => {
              this.close();
              this.closing = undefined;
              // The item that has the focus is gone.
              opener.focus();
              run();
            }}
          >
            <bdi>${text}</bdi>${detail === undefined ? nothing : html`<bdi class="quiet">${detail}</bdi>`}
          </button>`,
      ),
      element,
    );
    element.showPopover();
    opener.setAttribute('aria-expanded', 'true');
    this.place(opener);
    this.items()[0]?.focus();
    this.opened();
  }

  close(): void {
    this.element.hidePopover();
  }

  private closed(): void {
    const { opener } = this;
    if (opener === undefined) return;
    this.opener = undefined;
    this.closing = { opener, at: performance.now() };
    opener.setAttribute('aria-expanded', 'false');
  }

  private place(opener: HTMLElement): void {
    const { element } = this;
    const button = opener.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(button.left, window.innerWidth - width - MARGIN_PX);
    const above = button.bottom + height + MARGIN_PX > window.innerHeight && button.top > height;
    element.style.left = `${Math.max(MARGIN_PX, left)}px`;
    element.style.top = `${above ? button.top - height - 2 : button.bottom + 2}px`;
  }

  private onKeyDown(event: KeyboardEvent): void {
    const items = this.items();
    const at = items.findIndex((item) => item.matches(':focus'));
    const to: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    if (event.key === 'Tab' || event.key === 'Escape') {
      const { opener } = this;
      this.close();
      this.closing = undefined;
      opener?.focus();
      if (event.key === 'Tab') return;
    } else if (Object.hasOwn(to, event.key)) {
      items[to[event.key] ?? 0]?.focus();
    } else if (event.key.length === 1 && event.key !== ' ') {
      const letter = event.key.toLowerCase();
      [...items.slice(at + 1), ...items].find(({ textContent }) => startsWith(textContent, letter))?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private items(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }
}

function startsWith(text: string | null, letter: string): boolean {
  return (text ?? '').trim().toLowerCase().startsWith(letter);
}
