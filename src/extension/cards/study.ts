import * as vscode from 'vscode';
import type { ProgressApi } from '../../study';
import type { DeckLibrary } from '../decks/library';
import { CardIndex, refusalKey, type DoubtfulMatch } from './card-index';
import type { ProgressService } from './progress';

const REFUSED = 'greenroom.differentCards';

/** Decks and progress brought together: which card has which history. Everything that shows cards starts here. */
export class Study implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** After cards or their state changed. */
  readonly onDidChange = this.changed.event;

  private current: { index: CardIndex; progress: ProgressApi } | undefined;
  private building: Promise<{ index: CardIndex; progress: ProgressApi }> | undefined;
  private builds = 0;
  private readonly asked = new Set<string>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    readonly library: DeckLibrary,
    private readonly progress: ProgressService,
    private readonly memory: vscode.Memento,
    private readonly onError: (error: unknown) => void,
  ) {
    this.subscriptions = [
      library.onDidChange(() => {
        this.rebuild();
      }),
      progress.onDidChange(() => {
        this.progressChanged().catch(onError);
      }),
    ];
  }

  /** Reads decks and progress on first use. */
  async open(): Promise<{ index: CardIndex; progress: ProgressApi }> {
    if (this.current !== undefined) return this.current;
    if (this.building === undefined) {
      this.building = this.build();
      void this.building.then(
        () => {
          this.changed.fire();
        },
        () => {
          // The next attempt starts anew; whoever asked is told by the rejection.
          this.building = undefined;
        },
      );
    }
    return this.building;
  }

  /** What is there without reading anything; undefined before the first use. */
  get opened(): { index: CardIndex; progress: ProgressApi } | undefined {
    return this.current;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  /** New settings bring a new log object; a rating only a new state. */
  private async progressChanged(): Promise<void> {
    if (this.current === undefined) return;
    if ((await this.progress.open()) === this.current.progress) this.changed.fire();
    else this.rebuild();
  }

  private rebuild(): void {
    if (this.building === undefined) return;
    const building = this.build();
    this.building = building;
    building.then(() => {
      this.changed.fire();
    }, this.onError);
  }

  private async build(): Promise<{ index: CardIndex; progress: ProgressApi }> {
    this.builds += 1;
    const number = this.builds;
    const [decks, progress] = await Promise.all([this.library.decks(), this.progress.open()]);
    const refused = new Set(this.memory.get<string[]>(REFUSED, []));
    const known = progress.knownCards();
    const index = await CardIndex.build(decks, known, refused, this.current?.index ?? CardIndex.empty);
    // A change came in meanwhile: what it builds is what counts.
    if (number !== this.builds && this.building !== undefined) return this.building;
    this.current = { index, progress };
    this.askAbout(index);
    await progress.note(index.renamed(known).map(({ study }) => study));
    return this.current;
  }

  /** Doubtful identities are asked about once a session, and only when nobody is in the middle of typing. */
  private askAbout(index: CardIndex): void {
    for (const doubt of index.doubtful) {
      const key = refusalKey(doubt.indexed.study.uid, doubt.indexed.study.question);
      if (doubt.indexed.deck.unsaved || this.asked.has(key)) continue;
      this.asked.add(key);
      this.ask(doubt, key).catch(this.onError);
    }
    if (index.manyOrphans && !this.asked.has('orphans')) {
      this.asked.add('orphans');
      const show = vscode.l10n.t('Show Them');
      void vscode.window
        .showWarningMessage(
          vscode.l10n.t(
            'Greenroom: after the last change to a deck, many cards that you have studied are no longer found in it. Their history is kept.',
          ),
          show,
        )
        .then((chosen) => {
          if (chosen === show) void vscode.commands.executeCommand('greenroom.showOrphans');
        });
    }
  }

  private async ask({ indexed, known }: DoubtfulMatch, key: string): Promise<void> {
    const same = vscode.l10n.t('Same Card');
    const different = vscode.l10n.t('Another Card');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Greenroom: is “{0}” an edited “{1}”? Then it keeps its history.',
        indexed.study.question,
        known.question,
      ),
      same,
      different,
    );
    const { progress } = await this.open();
    if (answer === same) await progress.note([indexed.study]);
    if (answer === different) {
      await this.memory.update(REFUSED, [...this.memory.get<string[]>(REFUSED, []), key]);
      this.rebuild();
    }
  }
}
