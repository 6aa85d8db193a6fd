import * as vscode from 'vscode';
import { newDeck } from './authoring/new-deck';
import { registerCommands, reportError } from './commands';
import { BackLinks } from './code/back-links';
import { codeCommands } from './code/commands';
import { CodeCompletion } from './code/completion';
import { DeckLinks } from './code/deck-editor';
import { CodeMarks } from './code/marks';
import { CodeProblems } from './code/problems';
import { CodeService } from './code/service';
import { DeckLibrary } from './decks/library';
import { DeckSources } from './decks/sources';
import { CardOpener } from './flashcards/opener';
import { FlashcardPanel } from './flashcards/panel';
import { QuestionLens } from './languages/code-lens';
import { DeckDiagnostics } from './languages/diagnostics';
import { DueBadge } from './rounds/badge';
import { cardCommands } from './rounds/commands';
import { filterMessage } from './rounds/pickers';
import { RoundsTree } from './rounds/tree';
import { progressCommands } from './cards/commands';
import { ProgressService } from './cards/progress';
import { Study } from './cards/study';
import { tourCommands } from './tours/commands';
import type { PlayableTour } from './tours/played';
import { CodeReviews } from './tours/reviews';
import { TourService } from './tours/service';
import { studyCommands } from './flashcards/commands';
import { SpotEntry } from './spot/entry';
import { registerSpotFiles } from './spot/files/register';
import { ProgressPlace } from './spot/progress/place';
import { Answers } from './spot/results/answers';
import { PlaceFinder } from './spot/service/place';
import { SpotService } from './spot/service/service';
import { SpotOverview } from './spot/view/overview';

/** What the tests inside the extension host look at. */
export interface TestHandles {
  readonly library: DeckLibrary;
  readonly study: Study;
  readonly progress: ProgressService;
  readonly tree: RoundsTree;
  readonly code: CodeService;
  readonly spot: SpotService;
  readonly answers: Answers;
  readonly overview: SpotOverview;
  readonly tours: TourService;
  readonly reviews: CodeReviews;
  /** Ends everything that activation began, and activates again. */
  restart(): TestHandles | undefined;
}

/** Puts the parts together. Reads no deck and no log: that waits for a view or a command. */
export function activate(context: vscode.ExtensionContext): TestHandles | undefined {
  const log = vscode.window.createOutputChannel('Greenroom', { log: true });
  const onError = (error: unknown) => {
    reportError(error, log);
  };
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };

  own(log);
  const sources = new DeckSources(context.extensionUri, context.workspaceState);
  sources.announceStudied();
  const library = own(new DeckLibrary(sources, log));
  const progress = own(new ProgressService(context.globalStorageUri, log));
  const study = own(new Study(library, progress, context.globalState, onError));
  const code = own(new CodeService(context.globalStorageUri, log));
  const reviews = own(new CodeReviews(study, code, context.globalState, onError));
  const opener = new CardOpener();
  const ownProgress = own(
    new ProgressPlace(context.extensionUri, context.storageUri ?? context.globalStorageUri, study),
  );
  const places = new PlaceFinder(context.extensionUri, library, [ownProgress.place]);
  const spot = own(new SpotService(context, places, log));
  const answers = new Answers();
  const panel = own(new FlashcardPanel(context.extensionUri, { study, code, reviews }, opener, spot, answers, log));
  const codeProblems = own(new CodeProblems(library, code, onError));
  const tree = own(new RoundsTree(study, code, reviews, panel.outcomes, codeProblems));
  const view = own(vscode.window.createTreeView('greenroom.rounds', { treeDataProvider: tree, showCollapseAll: true }));
  own(
    tree.onDidFill((empty) => {
      // A message would hide what the empty view offers.
      const message = (empty === 'filtered' ? undefined : filterMessage(tree.filter)) ?? '';
      if ((view.message ?? '') !== message) view.message = message;
    }),
  );
  own(new DueBadge(view, study, context.globalState));
  own(new DeckDiagnostics(library, sources, codeProblems, onError));
  own(new DeckLinks(library, sources, code));
  own(new CodeCompletion(library, sources, code));
  const back = own(new BackLinks(study, code, context.workspaceState));
  own(new CodeMarks(context.extensionUri, back, onError));
  own(new QuestionLens(study, sources));
  const spotEntry = own(new SpotEntry({ spot, answers, log, onError }));
  own(registerSpotFiles(spot, onError));
  const overview = own(new SpotOverview(spot, context.workspaceState, onError));

  const stage = {
    column: () => panel.codeColumn,
    returnTo: async ({ card }: PlayableTour) => {
      const now = await panel.current();
      if (card !== undefined && now?.study.uid === card.study.uid) panel.focus();
    },
  };
  const tours = own(new TourService(library, code, stage, log, onError));

  own(
    registerCommands(
      {
        ...studyCommands(panel, library, view),
        ...cardCommands({ tree, view, study, opener, panel }),
        ...codeCommands({ code, back, study, panel, opener, view }),
        ...tourCommands({ tours, study, currentCard: () => panel.current() }),
        ...progressCommands(study, progress),
        ...spotEntry.commands,
        ...overview.commands,
        newDeck: async () => {
          const uri = await newDeck();
          if (uri === undefined) return;
          await library.refreshIfLoaded();
          await vscode.window.showTextDocument(uri);
        },
        getStarted: () =>
          vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
        showLog: () => {
          log.show();
        },
      },
      log,
    ),
  );

  own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('greenroom.decks')) library.refreshIfLoaded().catch(onError);
      if (event.affectsConfiguration('greenroom.progress') || event.affectsConfiguration('greenroom.study')) {
        progress.reopen().catch(onError);
      }
    }),
  );
  own(vscode.workspace.onDidChangeWorkspaceFolders(() => void library.refreshIfLoaded().catch(onError)));
  own(vscode.workspace.onDidGrantWorkspaceTrust(() => void progress.reopen().catch(onError)));
  own(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) progress.refresh().catch(onError);
    }),
  );
  const restart = () => {
    for (const part of context.subscriptions.splice(0).reverse()) part.dispose();
    return activate(context);
  };
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { library, study, progress, tree, code, spot, answers, overview, tours, reviews, restart }
    : undefined;
}
