import type * as vscode from 'vscode';
import { questionAt, type QuestionFinder } from '../language/questions';
import type { Names } from './navigation';
import { textOf } from './place-files';

/** Leads from a measure or attribute in a question to every place that names it. */
export class QuestionReferences implements vscode.ReferenceProvider {
  constructor(
    private readonly names: Names,
    private readonly finder: QuestionFinder,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): Promise<vscode.Location[] | undefined> {
    const questions = await this.finder.in(document).catch((error: unknown) => {
      // A model that cannot be used has its own problems, in its own file.
      this.log.debug(`Spot: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    const question = questions && questionAt(questions, position);
    const modelText = questions && (await textOf(questions.place.model));
    if (!question || modelText === undefined) return undefined;
    const uri = questions.place.model;
    const model = await this.names.models.of({ model: uri, modelText });
    if (!model) return undefined;
    const { QuestionReader } = await import('../../../spot');
    const follow = question.follow.filter((earlier) => typeof earlier === 'string');
    const at = document.offsetAt(position) - question.offset;
    const named = new QuestionReader(model)
      .read({ text: question.text, follow })
      .find(({ start, end }) => at >= start && at <= end);
    if (!named) return undefined;
    const uses = await this.names.uses(named.thing, model, uri);
    return uses.flatMap(({ as, location }) => (includeDeclaration || as === 'use' ? [location] : []));
  }
}
