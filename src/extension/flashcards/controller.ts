import * as vscode from 'vscode';
import type { CardAction, FinishedAction, Notice, Rating, SessionView, Spoken, StudyView } from '../../protocol';
import type {
  AnswerComparison,
  Mode,
  ProgressApi,
  Scope,
  SerializedSession,
  StudyCard,
  StudySession,
  WriteResult,
} from '../../study';
import type * as StudyFolder from '../../study';
import { defaultTarget } from '../settings';
import type { CardIndex, IndexedCard } from '../cards/card-index';
import type { Study } from '../cards/study';
import type { CardLink } from '../code/links';
import type { CodeService } from '../code/service';
import { plain } from '../rounds/nodes';
import type { CodeReviews } from '../tours/reviews';
import { codeMarks } from './code-marks';
import { finishedView, MORE_NEW } from './finished';
import { cardView, comparedPoints, isTicked, scoredPoints, type Matches, type Renderer, type Turn } from './view';

/** The study folder's functions, handed in because they are loaded on first use. */
type StudyModule = Pick<typeof StudyFolder, 'compareAnswer' | 'suggestRating' | 'StudySession'>;

/** What a window reload needs to go on in mid-card. Plain JSON. */
export interface SavedStudy {
  readonly version: 1;
  readonly title: string;
  readonly session: SerializedSession;
  readonly turn: Turn | undefined;
}

export interface StudyRequest {
  readonly title: string;
  readonly scope: Scope;
  readonly mode: Mode;
}

/** What a panel asks about cards and their code. */
export interface StudyParts {
  readonly study: Study;
  readonly code: CodeService;
  readonly reviews: CodeReviews;
}

/** Actions that go on to the next card. */
const LEAVING: ReadonlySet<string> = new Set(['review', 'suspend', 'bury']);

/** How many past turns an undo can show again as they were left. */
const REMEMBERED_TURNS = 50;

/** The state behind one flashcard panel: a study session, and what the user has done with the card in front of them. */
export class FlashcardController implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<StudyView>();
  /** The view changed without the panel having asked. */
  readonly onDidChange = this.changed.event;

  private turn: Turn | undefined;
  private turns = 0;
  private writes = 0;
  /** Turns of different sessions must never be taken for one another. */
  private readonly sessionId = Date.now().toString(36);
  private readonly past: Turn[] = [];
  private readonly skipped = new Map<string, Turn>();
  private readonly undoNames: string[] = [];
  private notice: Notice | undefined;
  private wait: ReturnType<typeof setTimeout> | undefined;
  private readonly subscriptions: vscode.Disposable[];

  private constructor(
    private readonly parts: StudyParts,
    private readonly core: StudyModule,
    private readonly renderer: Renderer,
    private session: StudySession,
    private opened: { index: CardIndex; progress: ProgressApi },
    private readonly title: string,
    turn: Turn | undefined,
  ) {
    this.turn = turn;
    this.subscriptions = [
      parts.study.onDidChange(() => {
        this.deckChanged();
      }),
      parts.code.onDidChange(() => {
        this.codeChanged();
      }),
      parts.reviews.onDidChange(() => {
        this.tell();
      }),
    ];
    this.follow();
  }

  static async start(parts: StudyParts, { title, scope, mode }: StudyRequest): Promise<FlashcardController> {
    const { core, opened, renderer } = await FlashcardController.load(parts.study);
    const session = core.StudySession.start(opened.progress, { cards: studyCards(opened.index), scope, mode });
    return new FlashcardController(parts, core, renderer, session, opened, title, undefined);
  }

  /** Goes on where a panel was when the window was reloaded; undefined for state that cannot be read. */
  static async restore(parts: StudyParts, saved: unknown): Promise<FlashcardController | undefined> {
    if (!isSaved(saved)) return undefined;
    const { core, opened, renderer } = await FlashcardController.load(parts.study);
    const session = core.StudySession.restore(opened.progress, saved.session, studyCards(opened.index));
    if (session === undefined) return undefined;
    return new FlashcardController(parts, core, renderer, session, opened, saved.title, saved.turn);
  }

  get current(): IndexedCard | undefined {
    const uid = this.session.current?.uid;
    return uid === undefined ? undefined : this.opened.index.byUid(uid);
  }

  get mode(): Mode {
    return this.session.mode;
  }

  get scope(): Scope {
    return this.session.scope;
  }

  save(): SavedStudy {
    return { version: 1, title: this.title, session: this.session.serialize(), turn: this.turn };
  }

  view(): StudyView {
    const session = this.sessionView();
    const notice = this.notice === undefined ? {} : { notice: this.notice };
    const { indexed, turn } = this.follow();
    if (indexed === undefined || turn === undefined) {
      return { session, finished: finishedView(this.session, this.opened.index), ...notice };
    }
    const { matches, suggested } = this.compare(indexed, turn);
    const { progress } = this.opened;
    const { uid } = indexed.study;
    const links = turn.revealed > 0 ? this.links(indexed) : undefined;
    const card = cardView(
      {
        indexed,
        state: progress.state(uid),
        choices: progress.preview(uid),
        turn,
        matches,
        suggested,
        targetSeconds: targetOf(indexed),
        cram: this.session.mode === 'cram',
        changedCode: this.parts.reviews.changedOf(indexed),
        hasCode: links?.some(({ found }) => found.targets.length > 0) === true,
        ...(links === undefined ? {} : { code: codeMarks(links) }),
      },
      this.renderer,
    );
    return { session, card, ...notice };
  }

  reveal(spoken: Spoken, all: boolean): StudyView {
    const heard = this.listen(spoken);
    if (heard !== undefined) {
      const { indexed, turn } = heard;
      const tiers = Math.max(1, indexed.card.sections.length);
      turn.revealed = all ? tiers : Math.min(tiers, turn.revealed + 1);
    }
    return this.view();
  }

  heard(spoken: Spoken): StudyView {
    this.listen(spoken);
    return this.view();
  }

  tick(turnId: string, id: string, on: boolean): StudyView {
    if (this.turn?.id === turnId) this.turn.ticks[id] = on;
    return this.view();
  }

  /** Resolves when the rating is on disk, or kept in memory with a notice that says so. */
  async rate(spoken: Spoken, rating: Rating): Promise<StudyView> {
    const heard = this.listen(spoken);
    if (heard === undefined || heard.turn.revealed === 0) return this.view();
    const { indexed, turn } = heard;
    const { coverage } = this.compare(indexed, turn);
    const details = {
      spokenMs: Math.round(turn.spokenSeconds * 1000),
      ...(coverage === undefined ? {} : { coverage }),
    };
    const result = await this.writing(() => this.session.rate(rating, details));
    this.written(result, vscode.l10n.t('{0} on “{1}”', ratingName(rating), shortQuestion(indexed)));
    this.leave();
    return this.view();
  }

  async act(
    turnId: string,
    action: Exclude<CardAction, 'edit' | 'tour' | 'run' | 'code' | 'changed'>,
  ): Promise<StudyView> {
    if (action === 'undo') return this.undo();
    const indexed = this.current;
    if (indexed === undefined || this.turn?.id !== turnId) return this.view();
    const name = shortQuestion(indexed);
    switch (action) {
      case 'skip':
        // What was typed is there again when the card comes back.
        this.skipped.set(this.turn.uid, this.turn);
        this.session.skip();
        this.turn = undefined;
        break;
      case 'flag':
        this.written(await this.writing(() => this.session.toggleFlag()), vscode.l10n.t('flag of “{0}”', name));
        break;
      case 'suspend':
        if (this.opened.progress.state(indexed.study.uid).suspended) {
          this.written(await this.writing(() => this.session.resume()), vscode.l10n.t('resuming of “{0}”', name));
          break;
        }
        this.written(await this.writing(() => this.session.suspend()), vscode.l10n.t('suspension of “{0}”', name));
        this.leave();
        break;
      case 'bury':
        this.written(await this.writing(() => this.session.bury()), vscode.l10n.t('burying of “{0}”', name));
        this.leave();
        break;
    }
    return this.view();
  }

  moreNew(): StudyView {
    this.session.allowMoreNew(MORE_NEW);
    return this.view();
  }

  /** The request for another session that a button of the finished view stands for. */
  followUp(action: FinishedAction): StudyRequest | undefined {
    if (action === 'study-all') return { title: vscode.l10n.t('All due cards'), scope: { type: 'all' }, mode: 'study' };
    if (action === 'cram') return { title: this.title, scope: this.session.scope, mode: 'cram' };
    return undefined;
  }

  dispose(): void {
    clearTimeout(this.wait);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private static async load(study: Study) {
    const [core, deck, opened] = await Promise.all([import('../../study'), import('../../deck'), study.open()]);
    const renderer: Renderer = {
      inline: (markdown, marked, code) =>
        deck.renderInline(markdown, { marked: new Set(marked), ...(code === undefined ? {} : { codeLinks: code }) }),
      blocks: (markdown, code) => deck.renderBlocks(markdown, code === undefined ? {} : { codeLinks: code }),
    };
    return { core, opened, renderer };
  }

  private async undo(): Promise<StudyView> {
    const undone = await this.writing(() => this.session.undo());
    if (undone === undefined) return this.view();
    this.undoNames.pop();
    // The card comes back as it was left: uncovered, with its ticks, ready for another rating.
    const left = LEAVING.has(undone.type) ? this.past.findLastIndex(({ uid }) => uid === undone.uid) : -1;
    if (left >= 0) [this.turn] = this.past.splice(left, 1);
    return this.view();
  }

  /** Keeps the turn in step with the session's card. */
  private follow(): { indexed: IndexedCard | undefined; turn: Turn | undefined } {
    const indexed = this.current;
    if (indexed === undefined) this.turn = undefined;
    else if (this.turn?.uid !== indexed.study.uid) {
      const { uid } = indexed.study;
      this.turns += 1;
      const id = `${this.sessionId}-${String(this.turns)}`;
      this.turn = this.skipped.get(uid) ?? { id, uid, revealed: 0, spokenSeconds: 0, said: '', ticks: {} };
      this.skipped.delete(uid);
    }
    this.waitForNext();
    return { indexed, turn: this.turn };
  }

  private listen({ turn: id, spokenSeconds, said }: Spoken) {
    const { indexed, turn } = this.follow();
    if (indexed === undefined || turn?.id !== id) return undefined;
    turn.spokenSeconds = spokenSeconds;
    turn.said = said;
    return { indexed, turn };
  }

  private compare(indexed: IndexedCard, turn: Turn) {
    const scored = scoredPoints(indexed.card);
    const points = comparedPoints(indexed.card);
    const typed = turn.said.trim() !== '';
    const comparison: AnswerComparison | undefined = typed ? this.core.compareAnswer(turn.said, points) : undefined;
    const matches: Matches = new Map(
      points.flatMap(({ id }, position) => {
        const match = comparison?.points[position];
        return match === undefined ? [] : [[id, match] as const];
      }),
    );
    const judged = scored.length > 0 && (typed || Object.keys(turn.ticks).length > 0);
    if (!judged) return { matches, coverage: undefined, suggested: undefined };
    const coverage = scored.filter(({ id }) => isTicked(turn, matches, id)).length / scored.length;
    return { matches, coverage, suggested: this.core.suggestRating(coverage, turn.spokenSeconds, targetOf(indexed)) };
  }

  /** Takes note of a record that was written, or could not be yet; `name` is what an undo of it is called. */
  private written(result: WriteResult | undefined, name: string): void {
    if (result === undefined) return;
    this.undoNames.push(name);
    this.notice = result.saved
      ? undefined
      : {
          severity: 'error',
          message: vscode.l10n.t('This is kept in memory: it could not be written to the review log yet.'),
          detail: result.error.message,
        };
  }

  /** The card was dealt with: the next one, even if it is the same again, gets a turn of its own. */
  private leave(): void {
    if (this.turn !== undefined) this.past.push(this.turn);
    if (this.past.length > REMEMBERED_TURNS) this.past.shift();
    this.turn = undefined;
  }

  /** Nothing is shown while a record is on its way to the disk: the next card comes after it. */
  private async writing<T>(work: () => Promise<T>): Promise<T> {
    this.writes += 1;
    try {
      return await work();
    } finally {
      this.writes -= 1;
    }
  }

  private deckChanged(): void {
    const opened = this.parts.study.opened;
    if (opened === undefined) return;
    const cards = studyCards(opened.index);
    if (opened.progress === this.opened.progress) this.session.update(cards);
    // Another log or other settings: the session goes on with them.
    else
      this.session = this.core.StudySession.restore(opened.progress, this.session.serialize(), cards) ?? this.session;
    this.opened = opened;
    this.tell();
  }

  /** The card is shown at once; its code links follow when the code was read. */
  private links(indexed: IndexedCard): readonly CardLink[] | undefined {
    const known = this.parts.code.scopeOf(indexed.deck);
    if (known?.complete !== true && indexed.card.codeLinks.length > 0) this.parts.code.openSoon(indexed.deck);
    return this.parts.code.linksOf(indexed);
  }

  private codeChanged(): void {
    const codeLinks = this.current?.card.codeLinks ?? [];
    if (codeLinks.length > 0 && (this.turn?.revealed ?? 0) > 0) this.tell();
  }

  private tell(): void {
    if (this.writes === 0) this.changed.fire(this.view());
  }

  /** When nothing is left but a learning card comes due soon, the panel wakes up by itself. */
  private waitForNext(): void {
    clearTimeout(this.wait);
    const due = this.session.finished?.nextDue;
    if (due === undefined || due - Date.now() > 3_600_000) return;
    this.wait = setTimeout(
      () => {
        void this.session.refresh().then(() => {
          this.changed.fire(this.view());
        });
      },
      Math.max(1000, due - Date.now() + 100),
    );
  }

  private sessionView(): SessionView {
    const { mode, done, counts, canUndo } = this.session;
    const undo = canUndo ? (this.undoNames.at(-1) ?? vscode.l10n.t('last action')) : undefined;
    return { mode, title: this.title, done, left: counts, ...(undo === undefined ? {} : { undo }) };
  }
}

const studyCards = (index: CardIndex): StudyCard[] => index.cards.map(({ study }) => study);

function targetOf({ deck, round }: IndexedCard): number {
  const { targets } = deck.deck.meta;
  const keys = [...(round.number === undefined ? [] : [String(round.number)]), round.title.toLowerCase(), 'default'];
  const key = keys.find((name) => Object.hasOwn(targets, name));
  return (key === undefined ? undefined : targets[key]) ?? defaultTarget();
}

function shortQuestion({ card }: IndexedCard): string {
  const text = plain(card.question);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function ratingName(rating: Rating): string {
  return (
    [vscode.l10n.t('Again'), vscode.l10n.t('Hard'), vscode.l10n.t('Good'), vscode.l10n.t('Easy')][rating - 1] ?? ''
  );
}

function isSaved(value: unknown): value is SavedStudy {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'session' in value &&
    'title' in value
  );
}
