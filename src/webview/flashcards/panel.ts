import { Caller } from '../../protocol';
import type {
  CardAction,
  CardView,
  FinishedAction,
  FlashcardEvents,
  FlashcardRequests,
  FlashcardStrings,
  ProofsView,
  Rating,
  Spoken,
  SpotResultRequests,
  StudyView,
} from '../../protocol';
import { fill, keyPoints } from './format';
import type { Host } from './host';
import { Locks } from './locks';
import { canDo, canTick, isCovered, isOverTarget, noticeKey, proofsOf, START, turnOf, withView } from './state';
import type { Caret, State } from './state';
import { SpeakingTimer } from './timer';
import { RATING_NAMES } from './names';

/** Changes the shown card, so that only one may be under way; the others may overlap. */
const CHANGES_CARD: ReadonlySet<CardAction> = new Set<CardAction>(['undo', 'skip', 'flag', 'suspend', 'bury']);

/** After a rating, for so long, keys are not taken for an answer to what the panel offers next. */
const MOMENT_MS = 600;

/**
 * The panel's logic: turns what the user does into requests and what arrives into the next state. The extension
 * decides what is shown; only typed text, time and unanswered ticks live here.
 */
export class Panel {
  private state: State = START;
  private restore: unknown;
  private visible = true;
  /** The text that the extension compared last. */
  private compared = '';
  private ticket = 0;
  private ratedAt = -Infinity;
  private readonly lastTick = new Map<string, number>();
  private readonly caller: Caller<FlashcardRequests & SpotResultRequests, FlashcardEvents>;
  private readonly timer = new SpeakingTimer((seconds) => {
    this.onSecond(seconds);
  });
  private readonly locks = new Locks((now) => {
    this.update(now);
  });

  /** @param onChange told of each new state, after it was set. */
  constructor(
    private readonly host: Host,
    private readonly onChange: (state: State) => void,
  ) {
    this.caller = new Caller((message) => {
      host.post(message);
    });
    this.caller.on('view', (view) => {
      this.show(view);
    });
    this.caller.on('proofs', (proofs) => {
      this.showProofs(proofs);
    });
    this.caller.on('state', (payload) => {
      this.restore = payload;
      this.save();
    });
  }

  /** Asks for the texts and the first view. */
  start(): void {
    const saved = this.host.load();
    this.restore = saved.restore;
    if (saved.local !== undefined) {
      this.timer.set(saved.local.spokenSeconds);
      this.update({ local: saved.local });
    }
    this.greet();
  }

  receive(message: unknown): void {
    this.caller.receive(message);
  }

  /** A hidden panel does not count time. */
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.runTimer();
    this.save();
  }

  reveal(all: boolean): void {
    if (this.state.view?.card === undefined) return;
    const wasCovered = isCovered(this.state.view.card);
    this.ask(
      'card',
      () => this.caller.request('reveal', { ...this.spoken(), all }),
      ({ card }) => {
        if (wasCovered && card !== undefined) this.announce(this.coverageText(card));
      },
    );
  }

  /** Gives a rating, unless nothing was uncovered yet: then it says so. */
  rate(rating: Rating): void {
    const card = this.state.view?.card;
    const strings = this.state.strings;
    if (card === undefined || strings === undefined) return;
    if (isCovered(card)) {
      this.update({ tooEarly: true });
      this.announce(card.tierCount === 0 ? strings.rateAfter : strings.revealFirst);
      return;
    }
    const interval = card.ratings?.find((each) => each.rating === rating)?.interval ?? '';
    const news = interval !== '' ? strings.rated : rating === 1 ? strings.ratedAgain : strings.ratedOnly;
    this.ratedAt = performance.now();
    this.ask(
      'card',
      () => this.caller.request('rate', { ...this.spoken(), rating }),
      () => {
        this.ratedAt = performance.now();
        this.announce(fill(news, strings[RATING_NAMES[rating]], interval));
      },
    );
  }

  /** A key pressed now may still have been meant for the card that was just rated. */
  get hasJustRated(): boolean {
    return performance.now() - this.ratedAt < MOMENT_MS;
  }

  act(action: CardAction): void {
    if (this.state.view === undefined || !canDo(this.state.view, action)) return;
    const lock = CHANGES_CARD.has(action) ? 'card' : action;
    this.ask(lock, () => this.caller.request('act', { turn: turnOf(this.state), action }));
  }

  /** Whether the shown card's proofs are running. */
  get isProving(): boolean {
    return proofsOf(this.state)?.state === 'running';
  }

  /** What a shown result asks of the extension. */
  readonly askResult: Caller<SpotResultRequests, object>['request'] = (name, params) =>
    this.caller.request(name, params);

  finish(action: FinishedAction): void {
    this.ask('card', () => this.caller.request('finished', { action }));
  }

  /** Shown at once; put back when the extension refuses. */
  tick(id: string, on: boolean): void {
    const turn = turnOf(this.state);
    const ticket = ++this.ticket;
    this.lastTick.set(id, ticket);
    this.update({ ticks: new Map(this.state.ticks).set(id, on) });
    const settle = (): void => {
      if (this.lastTick.get(id) !== ticket) return;
      this.lastTick.delete(id);
      const ticks = new Map(this.state.ticks);
      ticks.delete(id);
      this.update({ ticks });
    };
    this.caller.request('tick', { turn, id, on }).then(
      (view) => {
        this.show(view);
        settle();
        if (view.card?.turn === turn) this.announce(this.coverageText(view.card));
      },
      (error: unknown) => {
        settle();
        this.fail(error, () => {
          this.tick(id, on);
        });
      },
    );
  }

  setSaid(said: string): void {
    this.update({ local: { ...this.state.local, said } });
    this.save();
  }

  /** Notes where the user is writing, so that a hidden or reloaded panel goes on there; undefined once they left. */
  setCaret(caret: Caret | undefined): void {
    const { caret: before, ...rest } = this.state.local;
    if (before?.start === caret?.start && before?.end === caret?.end) return;
    this.update({ local: caret === undefined ? rest : { ...rest, caret } });
    this.save();
  }

  /** Compares what was typed on the uncovered side, when it changed since the last time. */
  compare(): void {
    const card = this.state.view?.card;
    if (card === undefined || isCovered(card) || this.state.local.said === this.compared) return;
    this.ask('compare', () => {
      const spoken = this.spoken();
      this.compared = spoken.said;
      return this.caller.request('compare', spoken);
    });
  }

  /** Pauses the clock, or lets it run on. Once something is uncovered it stands for good. */
  pause(): void {
    const card = this.state.view?.card;
    if (card === undefined || !isCovered(card)) return;
    this.update({ local: { ...this.state.local, running: !this.state.local.running } });
    this.runTimer();
    this.save();
  }

  openCode(text: string, focus: boolean): void {
    this.send(
      () => this.caller.request('openCode', { turn: turnOf(this.state), text, focus }),
      () => {
        this.openCode(text, focus);
      },
    );
  }

  openLink(href: string): void {
    this.send(
      () => this.caller.request('openLink', { href }),
      () => {
        this.openLink(href);
      },
    );
  }

  setHelp(helpOpen: boolean): void {
    this.update({ helpOpen });
  }

  dismissFailure(): void {
    this.update({ failure: undefined });
  }

  dismissNotice(): void {
    if (this.state.view !== undefined) this.update({ dismissed: noticeKey(this.state.view) });
  }

  private greet(): void {
    this.caller.request('ready', this.restore === undefined ? {} : { restore: this.restore }).then(
      ({ strings, view }: { readonly strings: FlashcardStrings; readonly view: StudyView }) => {
        this.update({ strings });
        this.show(view);
      },
      (error: unknown) => {
        this.fail(error, () => {
          this.greet();
        });
      },
    );
  }

  /** Sends a request whose answer is the next view, unless one of the same lock is still under way. */
  private ask(lock: string, request: () => Promise<StudyView>, done?: (view: StudyView) => void): void {
    if (this.locks.isHeld(lock)) return;
    this.locks.take(lock);
    this.update({ failure: undefined });
    request().then(
      (view) => {
        this.locks.release(lock);
        this.show(view);
        done?.(view);
      },
      (error: unknown) => {
        this.locks.release(lock);
        this.compared = '';
        this.fail(error, () => {
          this.ask(lock, request, done);
        });
      },
    );
  }

  private send(request: () => Promise<null>, again: () => void): void {
    request().catch((error: unknown) => {
      this.fail(error, again);
    });
  }

  private fail(error: unknown, again: () => void): void {
    const retry = (): void => {
      this.update({ failure: undefined });
      again();
    };
    this.update({ failure: { message: error instanceof Error ? error.message : String(error), retry } });
  }

  private show(view: StudyView): void {
    const before = this.state;
    this.update(withView(before, view));
    const { local } = this.state;
    if (local.turn !== before.local.turn) this.timer.set(local.spokenSeconds);
    if (turnOf(this.state) !== turnOf(before)) {
      this.lastTick.clear();
      this.compared = view.card?.said ?? '';
    }
    this.runTimer();
    this.save();
  }

  private showProofs(proofs: ProofsView): void {
    this.update({ proofs });
    const { strings } = this.state;
    const held = proofs.claims.filter(({ state }) => state === 'holds').length;
    if (strings === undefined || proofs.turn !== turnOf(this.state) || proofs.state === 'running') return;
    this.announce(proofs.message ?? fill(strings.proofsHold, held, proofs.claims.length));
  }

  private runTimer(): void {
    const card = this.state.view?.card;
    this.timer.run(this.visible && this.state.local.running && card !== undefined && isCovered(card));
  }

  private onSecond(spokenSeconds: number): void {
    const { local, strings, view } = this.state;
    const wasOver = view?.card !== undefined && isOverTarget(view.card, local.spokenSeconds);
    this.update({ local: { ...local, spokenSeconds } });
    if (!wasOver && view?.card !== undefined && isOverTarget(view.card, spokenSeconds)) {
      this.announce(strings?.overTarget ?? '');
    }
    this.save();
  }

  private spoken(): Spoken {
    const { turn, said } = this.state.local;
    return { turn, said, spokenSeconds: this.timer.seconds };
  }

  private coverageText(card: CardView): string {
    const { strings } = this.state;
    const { coverage } = card;
    if (strings === undefined || coverage === undefined || coverage.total === 0) return '';
    if (coverage.suggested === undefined) return canTick(card) ? strings.tickHint : '';
    return `${keyPoints(strings, coverage)}, ${fill(strings.suggests, strings[RATING_NAMES[coverage.suggested]])}`;
  }

  private announce(text: string): void {
    if (text === '') return;
    this.update({ announcement: { text, number: this.state.announcement.number + 1 } });
  }

  private save(): void {
    this.host.save({ restore: this.restore, local: this.state.local });
  }

  private update(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.onChange(this.state);
  }
}
