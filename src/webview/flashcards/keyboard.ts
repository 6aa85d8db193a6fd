import { commandOf } from './keys';
import type { Command } from './keys';
import type { Panel } from './panel';
import type { Scrolling } from './scrolling';
import { isCovered, suggestedRating, tiersLeft } from './state';
import type { State } from './state';
import type { Writing } from './writing';

const NEAR_PX = 120;

/** Brings key presses to the panel, unless the user types or the focused control has a use of its own for the key. */
export class Keyboard {
  constructor(
    private readonly panel: Panel,
    private readonly state: () => State,
    private readonly root: HTMLElement,
    private readonly scrolling: Scrolling,
    private readonly writing: Writing,
  ) {}

  onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    if (target?.matches('textarea')) {
      this.whileTyping(event, target);
      return;
    }
    // A result has keys of its own, and a digit typed there is no rating.
    if (target?.matches('greenroom-spot-result') === true) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // The user is writing and the field lost the focus on the way: what they type belongs there.
    if (this.writing.resume(false)) return;
    if (this.isTooEarly(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape' && this.panel.isProving && !this.isHelpOpen()) {
      event.preventDefault();
      this.panel.act('run');
      return;
    }
    const command = commandOf(event);
    if (command === undefined) return;
    if (this.isHelpOpen()) {
      if (command.do === 'help') this.run(event, command);
    } else if (!belongsTo(target, event.key) && (!event.repeat || command.do === 'move')) {
      this.run(event, command);
    } else if (event.repeat && event.key === ' ' && !belongsTo(target, event.key)) {
      // A held Space would scroll the page.
      event.preventDefault();
    }
  }

  /** A key held down or pressed for the last card must not start what the panel offers after it. */
  private isTooEarly({ key, repeat }: KeyboardEvent): boolean {
    const { view } = this.state();
    return view?.finished !== undefined && (key === 'Enter' || key === ' ') && (repeat || this.panel.hasJustRated);
  }

  /** The next step: uncover, then rate as suggested. */
  private advance(all: boolean): void {
    const { view } = this.state();
    const card = view?.card;
    if (card === undefined) return;
    if (isCovered(card) || tiersLeft(card) > 0) this.panel.reveal(all);
    else this.panel.rate(suggestedRating(card));
  }

  private whileTyping(event: KeyboardEvent, target: HTMLElement): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      target.blur();
      this.root.querySelector<HTMLElement>('#question')?.focus({ preventScroll: true });
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      const card = this.state().view?.card;
      if (card !== undefined && isCovered(card)) this.panel.reveal(false);
      else this.panel.compare();
    }
  }

  /** Asked of the overlay itself: Escape closes it a moment before it says so. */
  private isHelpOpen(): boolean {
    return this.root.querySelector('dialog')?.open === true;
  }

  private run(event: KeyboardEvent, command: Command): void {
    const taken = this.perform(command);
    if (taken) event.preventDefault();
  }

  /** Tells whether the key was used. */
  private perform(command: Command): boolean {
    switch (command.do) {
      case 'space':
        // Nobody should uncover or rate before having seen the end of what is shown.
        if (!this.scrolling.goOn()) this.advance(false);
        return true;
      case 'enter':
        return this.enter();
      case 'rate':
        this.panel.rate(command.rating);
        return true;
      case 'act':
        this.panel.act(command.action);
        return true;
      case 'move':
        return this.move(command.by, command.arrow) || !command.arrow;
      case 'toggle':
        return this.toggle();
      case 'pause':
        this.panel.pause();
        return true;
      case 'write':
        this.root.querySelector<HTMLElement>('#said')?.focus();
        return true;
      case 'help':
        this.panel.setHelp(!this.isHelpOpen());
        return true;
    }
  }

  private enter(): boolean {
    const { view } = this.state();
    const first = view?.finished?.actions[0];
    if (view?.card !== undefined) this.advance(true);
    else if (first !== undefined) this.panel.finish(first.id);
    return true;
  }

  /**
   * To the next checkbox; from outside the answer to the first that is not ticked yet. An arrow goes only to one that is in sight or nearly so, and is otherwise left to scroll the
   * page: nobody should jump over text that was not read yet.
   */
  private move(by: 1 | -1, arrow: boolean): boolean {
    const first = by > 0 && !isInAnswer(document.activeElement) ? this.firstOpen() : undefined;
    const next = first ?? neighbour(this.boxes(), document.activeElement, by);
    if (next === undefined || (arrow && !this.isNear(next, next === first))) return false;
    next.focus();
    return true;
  }

  private boxes(): HTMLInputElement[] {
    return [...this.root.querySelectorAll<HTMLInputElement>('.tiers input[type=checkbox]')];
  }

  /** The first key point without a tick. */
  private firstOpen(): HTMLInputElement | undefined {
    return this.boxes().find(({ checked }) => !checked);
  }

  /** @param above whether something further up, which was read already, counts too. */
  private isNear(element: HTMLElement, above: boolean): boolean {
    const view = this.root.querySelector('.scroller')?.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    return view !== undefined && (above || bottom > view.top - NEAR_PX) && top < view.bottom + NEAR_PX;
  }

  /** The focused key point, or the first without a tick. */
  private toggle(): boolean {
    const now = document.activeElement;
    const box = now instanceof HTMLInputElement ? now : this.firstOpen();
    box?.focus();
    box?.click();
    return box !== undefined;
  }
}

/** Among the points of the answer, not at a heading, where the focus is only put for reading. */
function isInAnswer(element: Element | null): boolean {
  return element?.matches('.tiers *:not(h2)') ?? false;
}

/** The box after (or before) what has the focus, in reading order. */
function neighbour(boxes: readonly HTMLElement[], from: Element | null, by: 1 | -1): HTMLElement | undefined {
  if (from === null || from === document.body) return by > 0 ? boxes[0] : undefined;
  const at = boxes.findIndex((box) => box === from);
  if (at >= 0) return boxes[at + by];
  const side = by > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const beyond = boxes.filter((box) => (from.compareDocumentPosition(box) & side) !== 0);
  return by > 0 ? beyond[0] : beyond.at(-1);
}

/** Whether the focused element does something with this key by itself. */
function belongsTo(target: HTMLElement | undefined, key: string): boolean {
  if (target === undefined) return false;
  if (key === ' ') return target.matches('button, input, summary, [role=link]');
  if (key === 'Enter') return target.matches('button, a, summary, [role=link]');
  return key.startsWith('Arrow') && target.matches('.scroll-box');
}
