import * as vscode from 'vscode';
import { stepNote, stepOffers, type StepOffer, type StepPlace, type TourStep } from '../../tour';
import { offerText } from './running';

/** "3 of 7 · At the edge". */
export function stepLabel({ title }: TourStep, at: number, count: number): string {
  const number = vscode.l10n.t('{0} of {1}', at + 1, count);
  return title === undefined ? number : `${number} · ${title}`;
}

/**
 * A step as it is read at its line: the note, what is not certain about its place, what it offers to run. The text is
 * somebody's: links in it lead to the web only, and commands in it do nothing.
 */
export function stepBody(step: TourStep, place: StepPlace): vscode.MarkdownString {
  const offers = stepOffers(step);
  const body = new vscode.MarkdownString(undefined, true);
  body.isTrusted = false;
  body.supportHtml = false;
  body.appendMarkdown(stepNote(step));
  const note = placeNote(step, place);
  if (note !== undefined) body.appendMarkdown(`\n\n${note}`);
  if (offers.length > 0) body.appendMarkdown(`\n\n${offersNote(offers)}`);
  return body;
}

/** What a reader has to know about the place; nothing where it is certain. */
export function placeNote(step: TourStep, place: StepPlace): string | undefined {
  switch (place.state) {
    case 'exact':
    case 'file':
    case 'text':
      return undefined;
    case 'moved':
      return `$(arrow-swap) ${movedNote(place)}`;
    case 'enclosing':
      return `$(info) ${vscode.l10n.t('The line is gone. This is the definition that it stood in.')}`;
    case 'lost':
      return `$(warning) ${vscode.l10n.t('Lost: choose again. Put the cursor on the right line and run “This Is the Right Line”.')}`;
    case 'pattern':
      return place.score === 1
        ? undefined
        : `$(info) ${vscode.l10n.t('Found by its pattern, which fits several lines: this is the first.')}`;
    case 'line':
      return `$(info) ${vscode.l10n.t('The tour knows only the line number: the code may have moved.')}`;
    case 'elsewhere':
      return `$(link) ${plainCode(step.directory ?? step.uri ?? step.view ?? '')}`;
  }
}

function movedNote({ from, file, line }: StepPlace): string {
  if (from === undefined) return vscode.l10n.t('The code around this line has changed.');
  if (from.file !== file) return vscode.l10n.t('Moved from {0}, line {1}.', plainCode(from.file), from.line + 1);
  return from.line === line
    ? vscode.l10n.t('The code around this line has changed.')
    : vscode.l10n.t('Moved from line {0}.', from.line + 1);
}

function offersNote(offers: readonly StepOffer[]): string {
  const list = offers.map((offer) => plainCode(offerText(offer))).join(', ');
  return vscode.workspace.isTrusted
    ? `$(terminal) ${vscode.l10n.t('Offers to run: {0}', list)}`
    : `$(shield) ${vscode.l10n.t('Would offer to run {0}, but this workspace is not trusted.', list)}`;
}

/** As inline code, whatever is in it. */
function plainCode(text: string): string {
  return `\`${text.replace(/[`\r\n]+/g, ' ').trim()}\``;
}
