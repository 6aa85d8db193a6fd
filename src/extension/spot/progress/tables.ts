import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import { progressTables, type ProgressApi } from '../../../study';
import type { CardIndex } from '../../cards/card-index';

/** The study day that it is, YYYY-MM-DD. */
export function studyDay({ calendar, clock }: ProgressApi): string {
  return new Date(calendar.dayOf(clock()) * 86_400_000).toISOString().slice(0, 10);
}

/** Writes each table to `<folder>/<name>.csv`, piece by piece; a file appears whole or not at all. */
export async function writeTables(folder: string, { cards }: CardIndex, progress: ProgressApi): Promise<void> {
  const shown = cards.map(({ study, card, deck }) => ({ ...study, deckTitle: deck.deck.title, kind: card.kind }));
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, csv } of progressTables(progress, shown, progress.clock())) {
      const draft = path.join(folder, `${name}.csv.${String(process.pid)}.part`);
      try {
        await pipeline(Readable.from(csv), createWriteStream(draft));
        await rename(draft, path.join(folder, `${name}.csv`));
      } finally {
        await rm(draft, { force: true });
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(vscode.l10n.t('The tables of your progress cannot be written to {0}: {1}', folder, reason), {
      cause: error,
    });
  }
}
