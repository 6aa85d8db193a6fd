import { loadSuite } from '../evaluation';
import { loadModel, type Model } from '../model';
import { words } from '../model/tables';
import { loadPolicy } from '../runtime';
import { changed, changedFile, type TextChange } from './edits';
import { meaningOf, type Translate } from './meaning';
import { mentionsInModel, mentionsInPolicy } from './mentions';
import { nameIn, questionsIn, QuestionReader, type Asked } from './questions';
import { sourceOf, sqlMentions } from './sql';
import { Source } from './source';
import { keyOf, sameThing, type Mention, type SpotText, type Thing } from './types';

export interface Renaming {
  readonly thing: Thing;
  /** A column's key, or what people call it. A formula has a name only. */
  readonly by: 'key' | 'name';
  readonly to: string;
}

export type Renamed =
  | { readonly changes: readonly TextChange[] }
  /** Why it cannot be renamed so, in a sentence. */
  | { readonly refused: string };

const KEY = /^[\p{L}_][\p{L}\p{N}_]{0,99}$/u;
const NAME = /^[\p{L}\p{N}][^[\]{}"\\#:,`\p{Cc}]{0,99}$/u;

/**
 * Renames a column or formula in the model and in everything beside it that names it. What results is loaded and read
 * before it is given out: the model has no new mistake, each formula means the same, and each question that is changed
 * without a doubt does too. SQL is never changed without a doubt.
 */
export function rename(files: readonly SpotText[], { thing, by, to }: Renaming): Renamed {
  const model = files.find(({ kind }) => kind === 'model');
  const loaded = model && loadModel(model.text, { path: model.file });
  const wrong = loaded?.diagnostics.find(({ severity }) => severity === 'error');
  if (!model || !loaded?.model) {
    return {
      refused: `The model has a mistake. Mend it first: line ${wrong?.span.line ?? 1}: ${wrong?.message ?? ''}`,
    };
  }
  const name = to.trim();
  if (by === 'key' && !KEY.test(name)) {
    return { refused: `“${name}” cannot be a column's key: use letters, digits and underscores.` };
  }
  if (!NAME.test(name) && by === 'name') {
    return {
      refused: `“${name}” cannot be a name: begin with a letter or digit, without brackets, quotes, "#", ":" or ",".`,
    };
  }
  return new Rename(files, model, loaded.model, { thing, by, to: name }).run();
}

class Rename {
  private readonly changes: TextChange[] = [];

  constructor(
    private readonly files: readonly SpotText[],
    private readonly modelFile: SpotText,
    private readonly model: Model,
    private readonly wish: Renaming,
  ) {}

  run(): Renamed {
    const { thing, by, to } = this.wish;
    if (thing.kind !== 'column' && thing.kind !== 'formula') {
      return { refused: 'Only columns and formulas can be renamed here.' };
    }
    const column = thing.kind === 'column' ? this.model.tables.get(thing.table)?.columns.get(thing.column) : undefined;
    if (thing.kind === 'column' && !column) return { refused: 'The model has no such column any more.' };
    const own = mentionsInModel(this.modelFile.file, this.modelFile.text, this.model);
    const named = own.some((mention) => mention.as === 'naming' && sameThing(mention.thing, thing));
    // A column without a name of its own is called by its key, so its name goes with the key.
    const spoken = by === 'name' ? to : column && !named ? words(to) : undefined;
    const written = by === 'key' ? to : undefined;
    for (const mention of this.mentions(own)) {
      if (!sameThing(mention.thing, thing)) continue;
      const text = mention.by === 'key' ? written : spoken;
      if (text !== undefined) this.change(mention, text);
    }
    if (column && by === 'name' && !named) this.insertName(column.table, column.key, to);
    const broken = this.mistake();
    if (broken !== undefined) return { refused: broken };
    if (spoken !== undefined) this.questions(thing);
    if (column && written !== undefined) this.sql(column.table, column.key, written);
    return this.suiteMistake() ?? { changes: this.changes };
  }

  private mentions(own: readonly Mention[]): Mention[] {
    const policies = this.files.filter(({ kind }) => kind === 'policy');
    return [...own, ...policies.flatMap(({ file, text }) => mentionsInPolicy(file, text, this.model))];
  }

  private change({ file, start, end }: Mention, text: string): void {
    this.changes.push({ file, start, end, text });
  }

  /** `{type: measure}` → `{type: measure, name: revenue}`, in the way in which the column is written. */
  private insertName(table: string, column: string, name: string): void {
    const { file, text } = this.modelFile;
    const source = new Source(text);
    const tables = source.entries(source.entries(source.root).get('tables')?.value);
    const columns = source.entries(source.entries(tables.get(table)?.value).get('columns')?.value);
    const [first] = source.list(columns.get(column)?.value);
    const at = first && source.whole(first.value);
    if (!at) return;
    const key = source.key(first);
    const line = text.slice(text.lastIndexOf('\n', key.start) + 1, key.start);
    const flow = line.trim() !== '';
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const inserted = flow ? `, name: ${name}` : `${eol}${line}name: ${name}`;
    this.changes.push({ file, start: at.end, end: at.end, text: inserted });
  }

  private translate: Translate = (field, table, name) => {
    const { thing, by, to } = this.wish;
    if (thing.kind === 'formula') return field === 'formula' && name === thing.formula ? to : name;
    const same = thing.kind === 'column' && field === 'column' && table === thing.table && name === thing.column;
    return same && by === 'key' ? to : name;
  };

  private after(thing: Thing): Thing {
    if (thing.kind === 'formula') return { ...thing, formula: this.translate('formula', '', thing.formula) };
    return thing.kind === 'column' ? { ...thing, column: this.translate('column', thing.table, thing.column) } : thing;
  }

  private modelAfter(): ReturnType<typeof loadModel> {
    return loadModel(changedFile(this.modelFile, this.changes).text, { path: this.modelFile.file });
  }

  /** What would be wrong with the model or a policy, or would mean something else in them. */
  private mistake(): string | undefined {
    const { model, diagnostics } = this.modelAfter();
    const wrong = (found: typeof diagnostics) => found.find(({ severity }) => severity === 'error')?.message;
    if (!model) return wrong(diagnostics) ?? 'The model could not be read any more.';
    for (const file of this.files) {
      if (file.kind !== 'model' && file.kind !== 'policy') continue;
      const then = changedFile(file, this.changes);
      const [before, after] =
        file.kind === 'model'
          ? [mentionsInModel(file.file, file.text, this.model), mentionsInModel(file.file, then.text, model)]
          : [mentionsInPolicy(file.file, file.text, this.model), mentionsInPolicy(file.file, then.text, model)];
      const list = (mentions: readonly Mention[], things: (thing: Thing) => Thing): string =>
        mentions.flatMap(({ as, thing }) => (as === 'naming' ? [] : [as + keyOf(things(thing))])).join();
      if (list(before, (thing) => this.after(thing)) !== list(after, (thing) => thing)) {
        return `“${this.wish.to}” already means something else in ${file.kind === 'model' ? 'a formula' : 'a rule'}. Choose another name.`;
      }
      if (file.kind === 'policy') {
        const old = loadPolicy(file.text, { path: file.file, model: this.model });
        const message = wrong(loadPolicy(then.text, { path: file.file, model }).diagnostics);
        if (old.policy && message !== undefined) return message;
      }
    }
    return undefined;
  }

  /** Questions, each read before and after. */
  private questions(thing: Thing): void {
    const { model } = this.modelAfter();
    if (!model) return;
    const [before, after] = [new QuestionReader(this.model), new QuestionReader(model)];
    const rewritten = new Map<string, string>();
    const reword = (asked: Asked, style: (name: string) => string) =>
      before
        .read(asked)
        .filter((named) => named.by === 'name' && sameThing(named.thing, thing))
        .map(({ start, end }) => ({ start, end, text: style(this.spokenAfter(thing, model)) }));
    for (const file of this.files) {
      for (const asked of questionsIn(file)) {
        const concerned = before.read(asked).some((named) => sameThing(named.thing, thing));
        // The new name may also be words that the question has already.
        if (!concerned && !nameIn(asked.text, this.spokenAfter(thing, model))) continue;
        const meant = meaningOf(before, this.model, asked, this.translate);
        const follow = asked.follow.map((text) => rewritten.get(text) ?? text);
        const ways = [(name: string) => name, (name: string) => `[${name}]`].map((style) => reword(asked, style));
        const kept = ways.find(
          (edits) => meaningOf(after, model, { ...asked, follow, text: changed(asked.text, edits) }) === meant,
        );
        const edits = kept ?? ways[0] ?? [];
        if (kept) rewritten.set(asked.text, changed(asked.text, kept));
        const doubt = kept ? {} : ({ doubt: 'question' } as const);
        for (const { start, end, text } of edits) {
          const at = asked.place(start, end);
          if (at) this.changes.push({ file: file.file, ...at, text, ...doubt });
        }
        const whole = kept || edits.length > 0 ? undefined : asked.place(0, asked.text.length);
        // It leans on the old name without saying it ("ship month"): somebody must word it anew.
        if (whole)
          this.changes.push({
            file: file.file,
            ...whole,
            text: file.text.slice(whole.start, whole.end),
            doubt: 'question',
          });
      }
    }
  }

  private spokenAfter(thing: Thing, model: Model): string {
    const then = this.after(thing);
    if (then.kind === 'formula') return then.formula;
    return then.kind === 'column' ? (model.tables.get(then.table)?.columns.get(then.column)?.name ?? '') : '';
  }

  private sql(table: string, column: string, to: string): void {
    const doubts = this.files.flatMap((file) =>
      sqlMentions(file, table, column).map((at) => ({ file: file.file, ...at, text: to, doubt: 'sql' as const })),
    );
    this.changes.push(...doubts);
    const source = sourceOf(this.modelFile.text, this.model, table);
    if (!source) return;
    const { file, text } = this.modelFile;
    const made = doubts.some((change) => change.file === file);
    if (!made) this.changes.push({ file, ...source, text: text.slice(source.start, source.end), doubt: 'data' });
  }

  /** A name that cannot stand in a question as the suite's file quotes it. */
  private suiteMistake(): Renamed | undefined {
    for (const file of this.files) {
      if (file.kind !== 'suite' || !loadSuite(file.text, { path: file.file }).cases) continue;
      const then = loadSuite(changedFile(file, this.changes).text, { path: file.file });
      const [first] = then.diagnostics;
      if (!then.cases) return { refused: first?.message ?? 'The suite could not be read any more.' };
    }
    return undefined;
  }
}
