import * as vscode from 'vscode';
import type { Query } from '../../../deck';
import type { IndexedCard } from '../../cards/card-index';

/** What came of proofs that were run in this window. A proof that was edited has not been run. */
export class ProofOutcomes implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly held = new Map<string, boolean>();

  /** Whether the proof held; undefined before it was run. */
  of(card: IndexedCard, query: Query): boolean | undefined {
    return this.held.get(keyOf(card, query));
  }

  keep(card: IndexedCard, query: Query, held: boolean): void {
    this.held.set(keyOf(card, query), held);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function keyOf({ study: { uid } }: IndexedCard, { language, info, text }: Query): string {
  return JSON.stringify([uid, language, info, text]);
}
