import path from 'node:path';
import * as vscode from 'vscode';
import type { CommandHandler } from '../commands';
import type { IndexedCard } from '../cards/card-index';
import type { Study } from '../cards/study';
import { plain, type RoundsNode } from '../rounds/nodes';
import { TourEditing } from './editing';
import type { SavedTour } from './library';
import { runOffers } from './running';
import type { TourService } from './service';

export interface TourParts {
  readonly tours: TourService;
  readonly study: Study;
  /** The card in front of the user, if any. */
  currentCard(): Promise<IndexedCard | undefined>;
}

/** What the commands of tours do: playing them, and changing them. */
export function tourActions(parts: TourParts): Record<string, CommandHandler> {
  const { tours } = parts;
  const editing = new TourEditing(tours);
  return {
    /**
     * From the tree, the flashcard panel and the palette. A `.tour` file may come from the explorer.
     * @param start where in the code a card's tour begins; menus of the editor give something of their own
     */
    'tour.play': async (from?: RoundsNode | vscode.Uri, start?: unknown) => {
      if (from instanceof vscode.Uri) await tours.playFile(from);
      else if (from === undefined) await choose(parts);
      else await playNode(from, start instanceof vscode.Location ? start : undefined, parts);
    },
    'tour.next': () => tours.player?.next(),
    'tour.previous': () => tours.player?.previous(),
    'tour.restart': () => tours.player?.goTo(0),
    'tour.finish': () => tours.player?.finish(),
    'tour.goTo': () => pickStep(tours),
    'tour.run': async () => {
      const { current } = tours;
      if (current === undefined) return;
      const { stepOffers } = await import('../../tour');
      await runOffers(stepOffers(current.step));
    },
    'tour.save': () => editing.save(),
    'tour.reanchor': () => editing.reanchor(),
    'tour.editStep': async () => {
      await editing.save();
      tours.player?.startEditing();
    },
    'tour.saveStep': async (comment?: vscode.Comment) => {
      if (comment !== undefined)
        await editing.setText(typeof comment.body === 'string' ? comment.body : comment.body.value);
    },
    'tour.cancelStep': () => tours.player?.stopEditing(),
    'tour.deleteStep': () => editing.remove(),
    'tour.moveStepUp': () => editing.move(-1),
    'tour.moveStepDown': () => editing.move(1),
    'tour.addLine': () => addLine(editing, tours),
  };
}

async function playNode(
  node: RoundsNode,
  start: vscode.Location | undefined,
  { tours, study }: TourParts,
): Promise<void> {
  if (node.type === 'card' || node.type === 'code') await tours.playCard(node.card, start);
  if (node.type !== 'round') return;
  const { index } = await study.open();
  const cards = index.inDeck(node.deck).filter(({ roundIndex }) => roundIndex === node.roundIndex);
  const tour = await vscode.window.withProgress({ location: { viewId: 'greenroom.rounds' } }, async () =>
    (await tours.library()).ofRound(node.round.title, cards),
  );
  if (tour !== undefined) await tours.play(tour);
  else void vscode.window.showInformationMessage(vscode.l10n.t('Greenroom: no card of this round names code.'));
}

/** The card in front of the user first, then the tours that are saved. */
async function choose(parts: TourParts): Promise<void> {
  const { tours } = parts;
  const [card, saved] = await Promise.all([parts.currentCard(), tours.library().then((library) => library.saved())]);
  const items = [
    ...(card === undefined
      ? []
      : [
          {
            label: `$(book) ${plain(card.card.question)}`,
            description: vscode.l10n.t('this card'),
            card,
            uri: undefined,
          },
        ]),
    ...saved.map((each) => ({ ...savedItem(each), card: undefined, uri: each.uri })),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Greenroom: there is no saved tour yet. Play the tour of a card and save it, or add a line of code to one.',
      ),
    );
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Play a tour'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.card !== undefined) await tours.playCard(chosen.card);
  else if (chosen?.uri !== undefined) await tours.playFile(chosen.uri);
}

function savedItem({ tour, deck, uri }: SavedTour) {
  const { steps, description } = tour;
  const count = steps.length === 1 ? vscode.l10n.t('1 step') : vscode.l10n.t('{0} steps', steps.length);
  const place = deck?.deck.title ?? path.posix.dirname(vscode.workspace.asRelativePath(uri));
  return {
    label: `$(milestone) ${tour.title}`,
    description: `${count} · ${place}`,
    ...(description === undefined ? {} : { detail: description }),
  };
}

async function pickStep({ current, player }: TourService): Promise<void> {
  if (current === undefined) return;
  const { played, at } = current;
  const chosen = await vscode.window.showQuickPick(
    played.tour.steps.map((step, number) => ({
      label: `${number === at ? '$(arrow-right)' : '$(circle-outline)'} ${String(number + 1)}. ${step.title ?? plain(step.description).split('\n')[0] ?? ''}`,
      description: step.file ?? step.directory ?? '',
      number,
    })),
    { title: played.tour.title, placeHolder: vscode.l10n.t('Go to which step?'), matchOnDescription: true },
  );
  if (chosen !== undefined) await player?.goTo(chosen.number);
}

/** The tour that is played is meant first; else the user says which one. */
async function addLine(editing: TourEditing, tours: TourService): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const saved = await (await tours.library()).saved();
  const playing = tours.current?.played.file?.toString();
  const fresh = { label: `$(add) ${vscode.l10n.t('New tour…')}`, description: '', uri: undefined };
  const items = saved
    .map((each) => ({ ...savedItem(each), uri: each.uri }))
    .sort((a, b) => Number(b.uri.toString() === playing) - Number(a.uri.toString() === playing));
  const chosen = await vscode.window.showQuickPick([...items, fresh], {
    title: vscode.l10n.t('Add this line to which tour?'),
  });
  if (chosen === undefined || editor === undefined) return;
  const title =
    chosen.uri === undefined
      ? await vscode.window.showInputBox({
          title: vscode.l10n.t('New tour'),
          prompt: vscode.l10n.t('What is it called?'),
        })
      : '';
  if (title === undefined || (chosen.uri === undefined && title.trim() === '')) return;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Line {0}', editor.selection.active.line + 1),
    prompt: vscode.l10n.t('What is there to say about it? Markdown is welcome.'),
  });
  if (text === undefined) return;
  const file = await editing.addLine(chosen.uri, title.trim(), text);
  const play = vscode.l10n.t('Play');
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t('The line is a step of {0} now.', vscode.workspace.asRelativePath(file)),
      play,
    )
    .then((answer) => (answer === play ? tours.playFile(file) : undefined));
}
