import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CodeState, LinkedCode } from '../../tour';
import type { IndexedCard } from '../cards/card-index';
import type { Study } from '../cards/study';
import type { CodeService } from '../code/service';

const SEEN = 'greenroom.reviewedCode';
const TOGETHER_MS = 400;

/** Remembers the code behind a card at its review, and tells which cards' code is another one since. */
export class CodeReviews implements vscode.Disposable {
  private readonly fired = new vscode.EventEmitter<void>();
  /** After code changed behind a card, or a card with changed code was reviewed. */
  readonly onDidChange = this.fired.event;

  private changes: ReadonlyMap<string, readonly string[]> = new Map();
  private later: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly subscriptions: readonly vscode.Disposable[];
  /** Cards and code were known when it was looked last. */
  private looked = false;

  constructor(
    private readonly study: Study,
    private readonly code: CodeService,
    private readonly memory: vscode.Memento,
    private readonly onError: (error: unknown) => void,
  ) {
    const soon = () => {
      clearTimeout(this.later);
      this.later = setTimeout(() => {
        this.check();
      }, TOGETHER_MS);
    };
    this.subscriptions = [
      code.onDidChange(soon),
      study.onDidChange(() => {
        // The code may have been read before the cards were.
        if (!this.looked && code.isOpen) soon();
      }),
    ];
  }

  /** What a card links to whose code has changed since its last review, as far as that is known. */
  changedSince(uid: string): readonly string[] {
    return this.changes.get(uid) ?? [];
  }

  /** The same for the card in front of the user: when it was reviewed before, its code is read for that. */
  changedOf({ deck, study: { uid } }: IndexedCard): readonly string[] {
    if (this.code.scopeOf(deck)?.complete !== true && Object.hasOwn(this.seen, uid)) this.code.openSoon(deck);
    return this.changedSince(uid);
  }

  /** The card was reviewed: its code as it is now is what later changes are told from. */
  async reviewed(card: IndexedCard): Promise<void> {
    const { uid } = card.study;
    if (card.card.codeLinks.length === 0) return;
    await this.code.open(card.deck);
    const state = await this.stateOf(card, readOnce());
    if (Object.keys(state).length === 0) return;
    await this.memory.update(SEEN, { ...this.seen, [uid]: state });
    this.check();
    await this.running;
  }

  dispose(): void {
    clearTimeout(this.later);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.fired.dispose();
  }

  private get seen(): Readonly<Record<string, CodeState>> {
    return this.memory.get<Record<string, CodeState>>(SEEN, {});
  }

  private check(): void {
    this.running = this.running.then(() => this.checkNow()).catch(this.onError);
  }

  /** Looks only at cards that were reviewed, and only at code that somebody has asked for already. */
  private async checkNow(): Promise<void> {
    const index = this.study.opened?.index;
    if (index === undefined) return;
    this.looked = this.code.isOpen;
    const { changedCode } = await import('../../tour');
    const { seen } = this;
    const read = readOnce();
    const changes = new Map<string, readonly string[]>();
    for (const [uid, before] of Object.entries(seen)) {
      const card = index.byUid(uid);
      if (card === undefined) continue;
      const changed = changedCode(before, await this.stateOf(card, read));
      if (changed.length > 0) changes.set(uid, changed);
    }
    const same = JSON.stringify([...changes]) === JSON.stringify([...this.changes]);
    this.changes = changes;
    if (!same) this.fired.fire();
  }

  private async stateOf(card: IndexedCard, read: Read): Promise<CodeState> {
    const { codeState } = await import('../../tour');
    const links = this.code.linksOf(card) ?? [];
    const linked = links.flatMap(({ key, found }): LinkedCode[] => {
      const [target] = found.targets;
      return found.state === 'resolved' && target !== undefined ? [{ text: key, target }] : [];
    });
    return codeState(linked, read);
  }
}

type Read = (file: string) => Promise<string | undefined>;

/** Many cards link to the same few files. A file that cannot be read leaves its links out. */
function readOnce(): Read {
  const texts = new Map<string, Promise<string | undefined>>();
  return (file) => {
    const known =
      texts.get(file) ??
      readFile(file, 'utf8').then(
        (text) => text,
        () => undefined,
      );
    texts.set(file, known);
    return known;
  };
}
