import * as vscode from 'vscode';
import { Names } from '../files/navigation';
import { QuestionReferences } from '../files/question-references';
import type { Conversations } from '../notebook/document';
import { QUESTION_LANGUAGE } from '../notebook/serializer';
import type { SpotService } from '../service/service';
import { QuestionFeatures } from './features';
import { QuestionProblems } from './problems';
import { QuestionFinder, questionsOfLines } from './questions';

/** Makes questions a language of the editor, in notebook cells and in `.spotql` files. */
export function registerQuestionLanguage(
  spot: SpotService,
  conversations: Conversations,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const finder = new QuestionFinder(spot, conversations);
  return vscode.Disposable.from(
    new QuestionFeatures(spot, finder, log),
    new QuestionProblems(spot, finder, log),
    vscode.languages.registerReferenceProvider(
      { language: QUESTION_LANGUAGE },
      new QuestionReferences(new Names(spot), finder, log),
    ),
    vscode.languages.registerCodeLensProvider(
      { language: QUESTION_LANGUAGE, scheme: 'file' },
      { provideCodeLenses: (document) => askLenses(document, spot) },
    ),
  );
}

/** "Ask" above each question of a file; a notebook's cells have a button of their own. */
async function askLenses(document: vscode.TextDocument, spot: SpotService): Promise<vscode.CodeLens[]> {
  const place = await spot.finder.around(document.uri);
  return questionsOfLines(document).map(({ text, offset }) => {
    const { line } = document.positionAt(offset);
    return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      command: 'greenroom.spot.ask',
      title: vscode.l10n.t('$(play) Ask'),
      arguments: [text.trim(), place],
    });
  });
}
