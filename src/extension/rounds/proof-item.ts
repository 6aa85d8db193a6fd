import * as vscode from 'vscode';
import { claimOf } from '../flashcards/claims';
import type { ProofNode } from './nodes';

/** @param held what came of it when it was run last */
export function proofItem(node: ProofNode, held: boolean | undefined): vscode.TreeItem {
  const { card, query, index } = node;
  const claim = claimOf(query);
  const item = new vscode.TreeItem(claim);
  item.id = `${card.deck.source.uri.toString()}#${String(card.roundIndex)}#${card.card.id}#proof ${String(index)}`;
  item.contextValue = 'proof';
  item.iconPath = iconFor(held);
  item.description = held === undefined ? '' : held ? vscode.l10n.t('holds') : vscode.l10n.t('does not hold');
  item.tooltip = [claim, item.description || vscode.l10n.t('Opens the card and runs its proofs')].join('\n');
  item.accessibilityInformation = {
    label: [vscode.l10n.t('Proof: {0}', claim), item.description].filter((part) => part !== '').join(', '),
  };
  item.command = { command: 'greenroom.card.prove', title: vscode.l10n.t('Prove'), arguments: [node] };
  return item;
}

function iconFor(held: boolean | undefined): vscode.ThemeIcon {
  if (held === undefined) return new vscode.ThemeIcon('beaker');
  return held
    ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
    : new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
}
