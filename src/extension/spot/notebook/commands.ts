import * as vscode from 'vscode';
import type { ModelDiagnostic } from '../../../spot';
import type { CommandHandler } from '../../commands';
import { openWhereToDefine } from '../results/definitions';
import { openProblem, showFailure } from '../service/failure';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import { settingsOfNotebook, type Conversations } from './document';
import { addToSuite, reviewDownVotes } from './down-votes';
import { addCell, newNotebook, runCell } from './edits';
import { pickIdentity } from './identity-picker';
import { pickPlace } from './pickers';
import { isSpotNotebook, NOTEBOOK_TYPE, QUESTION_LANGUAGE } from './serializer';

/** Commands about Spot and its notebooks. */
export function spotCommands(spot: SpotService, conversations: Conversations): Record<string, CommandHandler> {
  const current = async (place?: SpotPlace): Promise<SpotPlace | undefined> => {
    const notebook = activeNotebook()?.notebook;
    return place ?? (notebook && (await conversations.placeOf(notebook))) ?? (await pickPlace(spot));
  };
  const table: Record<string, CommandHandler> = {
    'spot.newNotebook': async (place?: SpotPlace) => {
      const at = asPlace(place) ?? (await pickPlace(spot));
      if (at) await newNotebook(spot.finder.nameOf(at), '');
    },
    'spot.ask': async (question?: unknown, place?: SpotPlace) => {
      const at = await current(asPlace(place) ?? asPlace(question));
      if (!at) return;
      spot.warm(at);
      const text = typeof question === 'string' ? question : await askForQuestion(at);
      if (text === undefined || text.trim() === '') return;
      const editor = activeNotebook();
      const here = editor && (await conversations.placeOf(editor.notebook))?.id === at.id ? editor : undefined;
      if (here) {
        const index = await addCell(here, QUESTION_LANGUAGE, text);
        await runCell(here.notebook, index);
        // The answer stands below its cell, and there was no room for it before.
        here.revealRange(new vscode.NotebookRange(index, index + 1), vscode.NotebookEditorRevealType.AtTop);
      } else {
        const { notebook } = await newNotebook(spot.finder.nameOf(at), text);
        await runCell(notebook, 0);
      }
    },
    'spot.addSql': async () => {
      const editor = activeNotebook();
      if (editor) await addCell(editor, 'sql', '');
    },
    'spot.openSandbox': async (place?: SpotPlace) => {
      const at = asPlace(place) ?? (await pickPlace(spot, 'sandboxes'));
      if (!at) return;
      spot.warm(at);
      const written = await notebookIn(at.folder);
      if (!written) await newNotebook(spot.finder.nameOf(at), '');
      else await vscode.commands.executeCommand('vscode.openWith', written, NOTEBOOK_TYPE);
    },
    'spot.chooseIdentity': async (place?: SpotPlace) => {
      const at = await current(asPlace(place));
      const notebook = activeNotebook()?.notebook;
      if (at) await pickIdentity(spot, at, notebook && settingsOfNotebook(notebook));
    },
    'spot.kill': async (place?: SpotPlace) => {
      const where = asPlace(place) ?? 'all';
      spot.kill(where);
      const release = vscode.l10n.t('Release');
      const message = vscode.l10n.t('Spot is stopped: nothing runs until its kill switch is released.');
      if ((await vscode.window.showWarningMessage(message, release)) === release) spot.release(where);
    },
    'spot.release': (place?: SpotPlace) => {
      spot.release(asPlace(place) ?? 'all');
    },
    'spot.reviewDownVotes': async (place?: SpotPlace) => {
      const at = await current(asPlace(place));
      if (at) await reviewDownVotes(spot, at);
    },
    'spot.addToSuite': addToSuite,
    'spot.define': (place: SpotPlace, name: string) => openWhereToDefine(place, name),
    'spot.openProblem': (problem: ModelDiagnostic) => openProblem(problem),
  };
  return Object.fromEntries(Object.entries(table).map(([id, handler]) => [id, withFailures(handler)]));
}

/** A place whose files are broken is told with a way to the line; anything else is left to whoever runs commands. */
function withFailures(handler: CommandHandler): CommandHandler {
  return async (...args: never[]) => {
    try {
      await handler(...args);
    } catch (error) {
      if (!(await showFailure(error))) throw error;
    }
  };
}

function activeNotebook(): vscode.NotebookEditor | undefined {
  const editor = vscode.window.activeNotebookEditor;
  return editor && isSpotNotebook(editor.notebook) ? editor : undefined;
}

/** Menus hand in what they were clicked on, whatever it is: a place, or something of the Spot view that has one. */
function asPlace(value: unknown): SpotPlace | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('place' in value) return asPlace(value.place);
  return 'id' in value && 'model' in value && 'folder' in value ? (value as SpotPlace) : undefined;
}

function askForQuestion({ title }: SpotPlace): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Ask Spot: {0}', title),
    prompt: vscode.l10n.t('Name a measure, and how to slice it.'),
    placeHolder: vscode.l10n.t('revenue by region last quarter'),
  });
}

async function notebookIn(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  const names = await vscode.workspace.fs.readDirectory(folder);
  const [first] = names
    .map(([name]) => name)
    .filter((name) => name.endsWith('.spot'))
    .sort();
  return first === undefined ? undefined : vscode.Uri.joinPath(folder, first);
}
