import * as vscode from 'vscode';
import type { FinishedView } from '../../protocol';
import type { Scope, StudySession } from '../../study';
import type { CardIndex } from '../cards/card-index';

type Action = FinishedView['actions'][number];

/** How many new cards beyond the daily limit one press lets in. */
export const MORE_NEW = 10;

/** What the panel says when there is no card to show, and what can be done next. */
export function finishedView(session: StudySession, index: CardIndex): FinishedView {
  const close: Action = { id: 'close', label: vscode.l10n.t('Close') };
  if (!index.cards.some(({ study }) => inScope(study, session.scope))) return missing(index.cards.length > 0, close);
  const { done, finished, scope, mode } = session;
  const rated = done === 1 ? vscode.l10n.t('1 card rated.') : vscode.l10n.t('{0} cards rated.', done);
  const held = finished?.newHeldBack ?? 0;
  const lines = [
    ...(done > 0 ? [rated] : []),
    ...(mode === 'study' ? [nextText(finished?.nextDue)] : [vscode.l10n.t('Cramming left the schedule as it was.')]),
    ...(held > 0 ? [vscode.l10n.t('New cards that wait for another day: {0}.', held)] : []),
  ];
  return {
    missing: false,
    message: done > 0 ? vscode.l10n.t('Well done: nothing left to study now') : vscode.l10n.t('Nothing is due now'),
    detail: lines.join(' '),
    actions: [
      ...(held > 0
        ? [{ id: 'more-new' as const, label: vscode.l10n.t('Study {0} More New', Math.min(held, MORE_NEW)) }]
        : []),
      ...(scope.type === 'all' ? [] : [{ id: 'study-all' as const, label: vscode.l10n.t('Study All Due Cards') }]),
      ...(held > 0 || scope.type !== 'all' ? [] : [close]),
      { id: 'cram', label: vscode.l10n.t('Cram These Cards') },
      ...(held > 0 || scope.type !== 'all' ? [close] : []),
    ],
  };
}

/** The deck is broken, moved or empty at this moment, or there is none at all. */
function missing(otherCards: boolean, close: Action): FinishedView {
  if (!otherCards) {
    return {
      missing: true,
      message: vscode.l10n.t('No cards yet'),
      detail: vscode.l10n.t('A deck is a Markdown file. Make one, or open yours and choose “Study This File”.'),
      actions: [{ id: 'new-deck', label: vscode.l10n.t('New Deck…') }, close],
    };
  }
  return {
    missing: true,
    message: vscode.l10n.t('These cards are in no deck now'),
    detail: vscode.l10n.t(
      'Their file was moved, or its questions cannot be read at the moment. When they are back, the session goes on here.',
    ),
    actions: [{ id: 'study-all', label: vscode.l10n.t('Study All Due Cards') }, close],
  };
}

function inScope({ deck, round, uid }: { deck: string; round: string; uid: string }, scope: Scope): boolean {
  switch (scope.type) {
    case 'all':
    case 'flagged':
      return true;
    case 'deck':
      return deck === scope.deck;
    case 'round':
      return deck === scope.deck && round === scope.round;
    case 'card':
      return uid === scope.uid;
  }
}

function nextText(due: number | undefined): string {
  if (due === undefined) return vscode.l10n.t('No card is scheduled yet.');
  const minutes = Math.max(1, Math.round((due - Date.now()) / 60_000));
  if (minutes < 60) return vscode.l10n.t('The next card is due in {0} min; it will show here by itself.', minutes);
  const at = new Date(due);
  const time = at.toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' });
  const days = Math.round((midnight(at) - midnight(new Date())) / 86_400_000);
  if (days <= 0) return vscode.l10n.t('The next card is due today at {0}.', time);
  if (days === 1) return vscode.l10n.t('The next card is due tomorrow.');
  const date = at.toLocaleDateString(vscode.env.language, { weekday: 'long', day: 'numeric', month: 'long' });
  return vscode.l10n.t('The next card is due on {0}.', date);
}

const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
