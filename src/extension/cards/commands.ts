import * as vscode from 'vscode';
import type { CommandHandler } from '../commands';
import { plain } from '../rounds/nodes';
import type { ProgressService } from './progress';
import type { Study } from './study';

/** Commands around the review log: where it is, its backups, history that lost its card. */
export function progressCommands(study: Study, service: ProgressService): Record<string, CommandHandler> {
  return {
    openProgressFolder: async () => {
      await service.open();
      await vscode.env.openExternal(service.folder);
    },
    showOrphans: async () => {
      const { index, progress } = await study.open();
      if (index.orphans.length === 0) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('Greenroom: every card that you have studied is still in a deck.'),
        );
        return;
      }
      const orphan = await vscode.window.showQuickPick(
        index.orphans.map((known) => ({
          label: plain(known.question),
          description: known.round,
          detail: known.deck,
          known,
        })),
        {
          title: vscode.l10n.t('History without a card: {0}', index.orphans.length),
          placeHolder: vscode.l10n.t('Choose one to give its history to a card'),
          matchOnDescription: true,
        },
      );
      if (orphan === undefined) return;
      const target = await vscode.window.showQuickPick(
        index.cards.map((card) => ({ label: plain(card.card.question), description: card.round.title, card })),
        { title: vscode.l10n.t('Which card continues “{0}”?', orphan.label), matchOnDescription: true },
      );
      if (target === undefined) return;
      const result = await progress.adopt(orphan.known.uid, target.card.study.uid);
      if (!result.saved) throw result.error;
    },
    restoreBackup: async () => {
      const { listBackups, recordsInBackup, restoreBackup } = await import('../../study');
      const backups = await listBackups(service.backupFolder.fsPath);
      if (backups.length === 0) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('Greenroom: there is no backup yet. One is made every day that you study.'),
        );
        return;
      }
      const chosen = await vscode.window.showQuickPick(
        Promise.all(
          backups.map(async (backup) => {
            const records = await recordsInBackup(backup);
            const description =
              records === undefined ? vscode.l10n.t('cannot be read') : vscode.l10n.t('{0} records', records);
            return { label: backup.day, description, backup };
          }),
        ),
        { title: vscode.l10n.t('Restore from which backup? Nothing that is there now is lost: the two are merged.') },
      );
      if (chosen === undefined) return;
      const { progress } = await study.open();
      const restored = await restoreBackup(chosen.backup, service.folder.fsPath);
      await progress.reload();
      void vscode.window.showInformationMessage(vscode.l10n.t('Greenroom: {0} records were brought back.', restored));
    },
  };
}
