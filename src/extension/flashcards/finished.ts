import * as vscode from 'vscode';
import type { FinishedView } from '../../protocol';
import type { StudySession } from '../../study';

/** What the panel says when there is no card to show, and what can be done next. */
export function finishedView(session: StudySession, anyCards: boolean): FinishedView {
  const { done, finished, scope, mode } = session;
  if (!anyCards) {
    return {
      message: vscode.l10n.t('No cards yet'),
      detail: vscode.l10n.t(
        'Make a deck with “Greenroom: New Deck”, or open a Markdown file and choose “Study This File”.',
      ),
      actions: [{ id: 'close', label: vscode.l10n.t('Close') }],
    };
  }
  const rated = done === 1 ? vscode.l10n.t('1 card rated.') : vscode.l10n.t('{0} cards rated.', done);
  const held = finished?.newHeldBack ?? 0;
  const lines = [
    ...(done > 0 ? [rated] : []),
    ...(mode === 'study' ? [nextText(finished?.nextDue)] : [vscode.l10n.t('Cramming left the schedule as it was.')]),
    ...(held > 0 ? [vscode.l10n.t('{0} new cards wait for another day (setting: new per day).', held)] : []),
  ];
  return {
    message: done > 0 ? vscode.l10n.t('Well done: nothing left to study now') : vscode.l10n.t('Nothing is due now'),
    detail: lines.join(' '),
    actions: [
      ...(scope.type === 'all' ? [] : [{ id: 'study-all' as const, label: vscode.l10n.t('Study All Due Cards') }]),
      { id: 'cram', label: vscode.l10n.t('Cram These Cards') },
      { id: 'close', label: vscode.l10n.t('Close') },
    ],
  };
}

function nextText(due: number | undefined): string {
  if (due === undefined) return vscode.l10n.t('No card is scheduled yet.');
  const minutes = Math.max(1, Math.round((due - Date.now()) / 60_000));
  if (minutes < 60) return vscode.l10n.t('The next card is due in {0} min; it will show here by itself.', minutes);
  const when = new Date(due).toLocaleString(vscode.env.language, { weekday: 'long', day: 'numeric', month: 'long' });
  return vscode.l10n.t('The next card is due on {0}.', when);
}
