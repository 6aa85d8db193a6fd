import { SPOT_STRINGS } from '../../protocol';
import type { SpotLanguage, SpotPart, SpotResult, SpotSort, SpotSuggestion } from '../../protocol';
import type { Ask } from './ask';
import { count, fill } from './format/text';
import { readResult } from './read';
import { takesVotes, viewsOf } from './state';
import type { State, View } from './state';

type ExportForm = 'csv' | 'markdown' | 'json' | 'parquet';

const DONE_MS = 4_000;

/** English until the extension has answered. */
export const ENGLISH: SpotLanguage = { locale: 'en', strings: SPOT_STRINGS };

/** What a user can do with a result: asks the extension and changes the state. */
export class Controller {
  state: State = {
    read: undefined,
    language: ENGLISH,
    view: 'table',
    details: false,
    vote: undefined,
    failure: undefined,
    announcement: { text: '', number: 0 },
    done: '',
  };
  /** The order that the table is in; exports follow it. */
  sort: SpotSort | undefined;

  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly ask: Ask,
    private readonly onChange: () => void,
  ) {}

  get result(): SpotResult | undefined {
    const { read } = this.state;
    return read !== undefined && 'result' in read ? read.result : undefined;
  }

  show(value: unknown): void {
    const read = readResult(value);
    const vote = 'result' in read ? read.result.vote : undefined;
    this.sort = undefined;
    const views = 'result' in read ? viewsOf(read.result, true) : [];
    const view = views.includes(this.state.view) ? this.state.view : 'table';
    clearTimeout(this.timer);
    this.update({ read, vote, view, details: false, failure: undefined, done: '' });
    void this.recall();
  }

  /** A result that is drawn again says nothing of votes that came after it. */
  private async recall(): Promise<void> {
    const { result, state } = this;
    if (result === undefined || !takesVotes(result)) return;
    // Without an answer the result is shown as it came.
    const vote = await this.ask('voted', { id: result.id }).catch(() => null);
    if (vote !== null && this.result === result && this.state.vote === state.vote) this.update({ vote });
  }

  speak(language: SpotLanguage): void {
    this.update({ language });
  }

  choose(view: View): void {
    this.update({ view });
  }

  toggleDetails(): void {
    this.update({ details: !this.state.details, view: 'trace' });
  }

  replace({ start, end, text }: SpotSuggestion & { readonly start: number; readonly end: number }): void {
    this.send((id) => this.ask('replace', { id, start, end, text }));
  }

  openDefinition({ start }: SpotPart): void {
    this.send((id) => this.ask('definition', { id, start }));
  }

  define(name: string): void {
    this.send((id) => this.ask('define', { id, name }));
  }

  /** Shown at once, taken back when it does not arrive. */
  vote(vote: 'up' | 'down'): void {
    const before = this.state.vote;
    if (vote === before) return;
    this.update({ vote });
    this.send(
      (id) => this.ask('vote', { id, vote }),
      undefined,
      () => {
        this.update({ vote: before });
      },
    );
  }

  exportAs(form: ExportForm, to: 'clipboard' | 'file'): void {
    const { sort } = this;
    this.send(
      (id) => this.ask('exportAs', { id, form, to, ...(sort === undefined ? {} : { sort }) }),
      to === 'clipboard' ? this.state.language.strings.copied : undefined,
    );
  }

  saveChart(form: 'svg' | 'png', data: () => Promise<string>): void {
    this.send(async (id) => this.ask('saveChart', { id, form, data: await data() }));
  }

  copy(text: string, cells?: number): void {
    const { copied, copiedCells } = this.state.language.strings;
    const said = cells === undefined || cells === 1 ? copied : fill(copiedCells, count(cells));
    this.send(() => this.ask('copy', { text }), said);
  }

  fail(error: unknown, retry: () => void): void {
    const again = (): void => {
      this.dismiss();
      retry();
    };
    this.update({ failure: { message: error instanceof Error ? error.message : String(error), retry: again } });
  }

  dismiss(): void {
    this.update({ failure: undefined });
  }

  announce(text: string): void {
    this.update({ announcement: { text, number: this.state.announcement.number + 1 } });
  }

  /** Says what came, to somebody who was inside the result before it. */
  announceResult(): void {
    const { result, state } = this;
    if (result === undefined) return;
    const { strings } = state.language;
    const rows = result.rowCount === 1 ? strings.row : fill(strings.rows, count(result.rowCount));
    this.announce(result.status === 'answered' ? rows : (result.message ?? ''));
  }

  /** Announces it, and shows it for a moment. */
  private tell(done: string): void {
    this.announce(done);
    this.update({ done });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.update({ done: '' });
    }, DONE_MS);
  }

  private send(request: (id: string) => Promise<null>, said?: string, undo?: () => void): void {
    const { result } = this;
    if (result === undefined) return;
    this.dismiss();
    request(result.id).then(
      () => {
        if (said !== undefined) this.tell(said);
      },
      (error: unknown) => {
        undo?.();
        this.fail(error, () => {
          this.send(request, said, undo);
        });
      },
    );
  }

  private update(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.onChange();
  }
}
