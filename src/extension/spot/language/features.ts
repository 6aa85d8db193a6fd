import * as vscode from 'vscode';
import type { Completion, Explanation, MeasureRef, Model, Part } from '../../../spot';
import type { SpotService } from '../service/service';
import { QUESTION_LANGUAGE } from '../notebook/serializer';
import { questionAt, rangeIn, type Question, type QuestionFinder, type Questions } from './questions';

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  measure: vscode.CompletionItemKind.Function,
  attribute: vscode.CompletionItemKind.Field,
  value: vscode.CompletionItemKind.Value,
  keyword: vscode.CompletionItemKind.Keyword,
  date: vscode.CompletionItemKind.Constant,
};

const TOKENS: Readonly<Partial<Record<Part['kind'], string>>> = {
  measure: 'spotMeasure',
  attribute: 'spotAttribute',
  value: 'spotValue',
  date: 'spotDate',
  number: 'number',
  keyword: 'keyword',
};
const LEGEND = new vscode.SemanticTokensLegend([...new Set(Object.values(TOKENS))]);

/** What an editor knows about a question: completion, hover, definitions, colours, forms of constructions. */
export class QuestionFeatures
  implements
    vscode.CompletionItemProvider,
    vscode.HoverProvider,
    vscode.DefinitionProvider,
    vscode.DocumentSemanticTokensProvider,
    vscode.SignatureHelpProvider,
    vscode.Disposable
{
  private readonly coloured = new vscode.EventEmitter<void>();
  readonly onDidChangeSemanticTokens = this.coloured.event;
  private readonly registrations: vscode.Disposable[];

  constructor(
    private readonly spot: SpotService,
    private readonly finder: QuestionFinder,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const selector: vscode.DocumentSelector = { language: QUESTION_LANGUAGE };
    this.registrations = [
      vscode.languages.registerCompletionItemProvider(selector, this, ' ', '[', '"', "'"),
      vscode.languages.registerHoverProvider(selector, this),
      vscode.languages.registerDefinitionProvider(selector, this),
      vscode.languages.registerDocumentSemanticTokensProvider(selector, this, LEGEND),
      vscode.languages.registerSignatureHelpProvider(selector, this, ' '),
      spot.onDidChange(({ what }) => {
        if (what === 'opened' || what === 'files' || what === 'identity') this.coloured.fire();
      }),
    ];
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    this.coloured.dispose();
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionList | undefined> {
    const { version } = document;
    return this.at(document, position, token, async (questions, question) => {
      const { text, follow } = question;
      const asked = document.offsetAt(position) - question.offset;
      // While the model was opened, the word may have been typed on.
      const cursor = document.version === version ? asked : endOfWord(text, asked);
      const found = await this.spot.use(questions.place, ({ sandbox }) =>
        sandbox.complete({ ...questions.asker, text, cursor, follow }),
      );
      const items = found.map((completion, order) => itemFor(questions, question, completion, order));
      // What fits depends on every character.
      return new vscode.CompletionList(items, true);
    });
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    return this.atPart(document, position, token, (questions, question, part, model) => {
      const text = new vscode.MarkdownString('', true);
      text.appendText(part.as === '' ? vscode.l10n.t('A filler word: it changes nothing.') : part.as);
      const field = part.of === undefined ? undefined : fieldOf(model, part.of);
      if (field?.description !== undefined) text.appendText(`\n\n${field.description}`);
      for (const { label } of part.alternatives ?? [])
        text.appendText(`\n\n${vscode.l10n.t('It could also be {0}.', label)}`);
      return new vscode.Hover(text, rangeIn(questions, question, part.start, part.end));
    });
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.LocationLink[] | undefined> {
    const { definitionOf } = await import('../../../spot');
    return this.atPart(document, position, token, (questions, question, part, model) => {
      const span = part.of === undefined ? undefined : definitionOf(model, part.of);
      if (!span) return undefined;
      const start = new vscode.Position(span.line - 1, span.column - 1);
      const targetRange = new vscode.Range(start, new vscode.Position(span.endLine - 1, span.endColumn - 1));
      return [
        {
          originSelectionRange: rangeIn(questions, question, part.start, part.end),
          targetUri: questions.place.model,
          targetRange,
          targetSelectionRange: new vscode.Range(start, start),
        },
      ];
    });
  }

  async provideDocumentSemanticTokens(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.SemanticTokens | undefined> {
    const questions = await this.questionsOf(document);
    if (!questions || token.isCancellationRequested) return undefined;
    const builder = new vscode.SemanticTokensBuilder(LEGEND);
    for (const question of questions.questions) {
      const explained = await this.explain(questions, question);
      for (const { kind, start, end } of explained?.parts ?? []) {
        const type = TOKENS[kind];
        const range = rangeIn(questions, question, start, end);
        if (type !== undefined && range.isSingleLine && !range.isEmpty) builder.push(range, type);
      }
    }
    return builder.build();
  }

  async provideSignatureHelp(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.SignatureHelp | undefined> {
    const { openForm } = await import('../../../spot');
    const line = document.lineAt(position.line).text.slice(0, position.character);
    const open = openForm(line);
    if (!open) return undefined;
    const { label, detail, slots } = open.form;
    const signature = new vscode.SignatureInformation(label, detail);
    signature.parameters = slots.map((slot) => new vscode.ParameterInformation(slot.text, slot.detail));
    const help = new vscode.SignatureHelp();
    help.signatures = [signature];
    help.activeSignature = 0;
    help.activeParameter = open.slot;
    return help;
  }

  private async explain(questions: Questions, { text, follow }: Question): Promise<Explanation | undefined> {
    return this.spot.use(questions.place, ({ sandbox }) => sandbox.explain({ ...questions.asker, text, follow }));
  }

  private async at<T>(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
    work: (questions: Questions, question: Question) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const questions = await this.questionsOf(document);
    if (!questions || token.isCancellationRequested) return undefined;
    const question = questionAt(questions, position) ?? emptyAt(questions, position);
    return work(questions, question);
  }

  private async atPart<T>(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
    work: (questions: Questions, question: Question, part: Part, model: Model) => T | undefined,
  ): Promise<T | undefined> {
    return this.at(document, position, token, async (questions, question) => {
      const at = document.offsetAt(position) - question.offset;
      const part = (await this.explain(questions, question))?.parts.find(({ start, end }) => at >= start && at < end);
      const model = this.spot.opened(questions.place)?.sandbox.model;
      return part && model && work(questions, question, part, model);
    });
  }

  /** A model that cannot be used is told of elsewhere, once, and not at every key. */
  private async questionsOf(document: vscode.TextDocument): Promise<Questions | undefined> {
    try {
      return await this.finder.in(document);
    } catch (error) {
      this.log.debug(`Spot: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}

function itemFor(
  questions: Questions,
  question: Question,
  { text, kind, detail, start, end }: Completion,
  order: number,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem({ label: text, description: detail }, KINDS[kind]);
  item.range = rangeIn(questions, question, start, end);
  item.insertText = text;
  // The language has matched it already, whatever the accents or the quotes; what is typed next goes on from the name.
  const typed = question.text.slice(start, end);
  item.filterText = text.toLowerCase().startsWith(typed.toLowerCase()) ? text : typed;
  item.sortText = String(order).padStart(4, '0');
  return item;
}

function endOfWord(text: string, from: number): number {
  return from + (/^[\p{L}\p{N}_]*/u.exec(text.slice(from))?.[0].length ?? 0);
}

/** Where nothing stands yet: an empty line of a file. */
function emptyAt({ document }: Questions, position: vscode.Position): Question {
  return { text: '', offset: document.offsetAt(position), follow: [] };
}

function fieldOf(model: Model, of: MeasureRef): Model['fields'][number] | undefined {
  return model.fields.find(({ ref, kind, node }) => {
    if (of.field === 'count') return kind === 'count' && node === of.table;
    if (ref?.field !== of.field) return false;
    if (ref.field === 'formula') return of.field === 'formula' && ref.formula === of.formula;
    return of.field === 'column' && ref.table === of.table && ref.column === of.column;
  });
}
