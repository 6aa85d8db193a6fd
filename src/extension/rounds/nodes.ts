import * as vscode from 'vscode';
import type { CardState, Summary } from '../../study';
import type { Query, Round } from '../../deck';
import type { LoadedDeck } from '../decks/library';
import type { IndexedCard } from '../cards/card-index';
import type { CardLink } from '../code/links';
import { iconOf, placeText, targetText } from '../code/places';
import { statusOf, type CardStatus } from './filter';

export interface DeckNode {
  readonly type: 'deck';
  readonly deck: LoadedDeck;
}

export interface RoundNode {
  readonly type: 'round';
  readonly deck: LoadedDeck;
  readonly round: Round;
  readonly roundIndex: number;
  /** The round's name as the review log knows it. */
  readonly key: string;
}

export interface CardNode {
  readonly type: 'card';
  readonly card: IndexedCard;
}

/** Code that a card names. */
export interface CodeNode {
  readonly type: 'code';
  readonly card: IndexedCard;
  readonly link: CardLink;
}

/** A claim of a card that can be run. */
export interface ProofNode {
  readonly type: 'proof';
  readonly card: IndexedCard;
  readonly query: Query;
  /** Which of the card's claims it is, from 0. */
  readonly index: number;
}

export type RoundsNode = DeckNode | RoundNode | CardNode | CodeNode | ProofNode;

/** Codicon, colour and words of each state; never colour alone. */
const STATUS: Readonly<Record<CardStatus, { icon: string; color: string; text: () => string }>> = {
  new: { icon: 'circle-outline', color: 'charts.blue', text: () => vscode.l10n.t('new') },
  learning: { icon: 'sync', color: 'charts.yellow', text: () => vscode.l10n.t('learning') },
  due: { icon: 'circle-filled', color: 'charts.orange', text: () => vscode.l10n.t('due') },
  later: { icon: 'check', color: 'charts.green', text: () => vscode.l10n.t('known') },
  suspended: { icon: 'debug-pause', color: 'disabledForeground', text: () => vscode.l10n.t('suspended') },
  buried: { icon: 'clock', color: 'disabledForeground', text: () => vscode.l10n.t('buried until tomorrow') },
};

/** @param problems how many warnings and errors the deck has, as far as is known */
export function deckItem(
  { deck }: DeckNode,
  summary: Summary | undefined,
  problems: number,
  only: boolean,
): vscode.TreeItem {
  const item = new vscode.TreeItem(
    deck.deck.title,
    only ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = deck.source.uri.toString();
  item.iconPath = new vscode.ThemeIcon(problems > 0 ? 'warning' : 'book');
  item.description = dueText(summary);
  item.contextValue = `deck ${deck.source.origin}`;
  item.accessibilityInformation = { label: [deck.deck.title, summaryText(summary)].join(', ') };
  item.tooltip = [
    deck.source.uri.fsPath,
    summaryText(summary),
    ...(problems > 0
      ? [
          problems === 1
            ? vscode.l10n.t('1 problem: see the Problems panel')
            : vscode.l10n.t('{0} problems: see the Problems panel', problems),
        ]
      : []),
  ].join('\n');
  return item;
}

export function roundItem(
  { deck, round, roundIndex }: RoundNode,
  summary: Summary | undefined,
  expanded: boolean,
): vscode.TreeItem {
  const title = round.number === undefined ? round.title : `${String(round.number)} · ${round.title}`;
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const isEmpty = round.cards.length === 0 && deck.glance !== true;
  const item = new vscode.TreeItem(
    round.emoji === undefined ? title : `${round.emoji} ${title}`,
    isEmpty ? None : expanded ? Expanded : Collapsed,
  );
  item.id = `${deck.source.uri.toString()}#${String(roundIndex)}`;
  item.description = dueText(summary);
  item.contextValue = 'round';
  item.accessibilityInformation = { label: [title, summaryText(summary)].join(', ') };
  item.tooltip = [round.tag === undefined ? title : `${title} (${round.tag})`, summaryText(summary)].join('\n');
  return item;
}

export interface CardInside {
  readonly namesCode: boolean;
  readonly proves: boolean;
  /** What the card links to whose code has changed since the card was reviewed. */
  readonly changedCode: readonly string[];
}

export function cardItem(
  { card }: CardNode,
  state: CardState | undefined,
  now: number,
  { namesCode, proves, changedCode }: CardInside,
): vscode.TreeItem {
  const status = state === undefined ? 'new' : statusOf(state, now);
  const { icon, color } = STATUS[status];
  const question = plain(card.card.question);
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(question, namesCode || proves ? Collapsed : None);
  item.id = `${card.deck.source.uri.toString()}#${String(card.roundIndex)}#${card.card.id}`;
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  const marks = [
    ...(state?.flagged === true ? [vscode.l10n.t('flagged')] : []),
    ...(state?.leech === true ? [vscode.l10n.t('leech')] : []),
    ...(card.card.kind === 'ask' ? [vscode.l10n.t('you ask')] : []),
    ...(changedCode.length > 0 ? [vscode.l10n.t('code changed')] : []),
  ];
  item.description = [whenText(status, state?.due, now), ...marks].join(' · ');
  item.contextValue = [
    'card',
    status,
    ...(state?.flagged === true ? ['flagged'] : []),
    ...(namesCode ? ['names-code'] : []),
    ...(proves ? ['proves'] : []),
  ].join(' ');
  item.tooltip = [
    question,
    item.description,
    ...(changedCode.length > 0 ? [vscode.l10n.t('Changed since your last review: {0}', changedCode.join(', '))] : []),
  ].join('\n');
  item.accessibilityInformation = { label: [question, item.description].join(', ') };
  item.command = {
    command: 'greenroom.studyItem',
    title: vscode.l10n.t('Study'),
    arguments: [{ type: 'card', card } satisfies CardNode],
  };
  return item;
}

export function codeItem(node: CodeNode): vscode.TreeItem {
  const { key, found } = node.link;
  const [target, other] = found.targets;
  const item = new vscode.TreeItem(key);
  item.id = `${node.card.deck.source.uri.toString()}#${String(node.card.roundIndex)}#${node.card.card.id}#code ${key}`;
  item.contextValue = 'code';
  if (target === undefined) {
    item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    item.description = vscode.l10n.t('not found');
  } else if (other !== undefined) {
    item.iconPath = new vscode.ThemeIcon('list-selection');
    item.description = vscode.l10n.t('{0} places', found.targets.length);
  } else {
    item.iconPath = iconOf(target);
    item.description = placeText(target) === key ? '' : placeText(target);
    item.tooltip = targetText(target);
  }
  item.accessibilityInformation = { label: [key, item.description].filter((part) => part !== '').join(', ') };
  item.command = { command: 'greenroom.code.openLink', title: vscode.l10n.t('Open Code'), arguments: [node] };
  return item;
}

/** "3 due · 2 new", or nothing when there is nothing to do. */
function dueText(summary: Summary | undefined): string {
  if (summary === undefined) return '';
  const { due, learning, new: fresh } = summary;
  return [
    ...(due + learning > 0 ? [vscode.l10n.t('{0} due', due + learning)] : []),
    ...(fresh > 0 ? [vscode.l10n.t('{0} new', fresh)] : []),
  ].join(' · ');
}

function summaryText(summary: Summary | undefined): string {
  if (summary === undefined) return vscode.l10n.t('Reading your progress…');
  const known = summary.total - summary.new - summary.due - summary.learning - summary.suspended - summary.buried;
  const parts = [
    [vscode.l10n.t('due'), summary.due],
    [vscode.l10n.t('learning'), summary.learning],
    [vscode.l10n.t('new'), summary.new],
    [vscode.l10n.t('known'), Math.max(0, known)],
    [vscode.l10n.t('buried'), summary.buried],
    [vscode.l10n.t('suspended'), summary.suspended],
  ] as const;
  const counts = parts.filter(([, count]) => count > 0).map(([name, count]) => `${String(count)} ${name}`);
  const cards = summary.total === 1 ? vscode.l10n.t('1 card') : vscode.l10n.t('{0} cards', summary.total);
  return [cards, ...counts].join(', ');
}

function whenText(status: CardStatus, due: number | undefined, now: number): string {
  if (status === 'later' && due !== undefined) {
    const days = Math.ceil((due - now) / 86_400_000);
    return days <= 1 ? vscode.l10n.t('tomorrow') : vscode.l10n.t('in {0} days', days);
  }
  return STATUS[status].text();
}

/** A question's Markdown as one line of plain text: emphasis, code marks and links taken off, names like `__init__` left. */
export function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/`(?:!(?=[\p{L}_$]))?([^`]+)`/gu, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/\*([^\s*](?:[^*]*[^\s*])?)\*/g, '$1')
    .replace(/(?<![\w])_([^\s_](?:[^_]*[^\s_])?)_(?![\w])/g, '$1')
    .trim();
}
