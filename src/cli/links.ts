import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseDeck, type Deck } from '../deck';
import type { LinkScope, LinkTarget } from '../tour';
import { Code, isFolder, prototypeFolders, resolveCard } from './code';
import { deckFile, readInput } from './decks';
import { checkTours, type StepReport, type TourFault } from './tours';
import { UsageError } from './usage';

/** Lines count from 1, files are absolute. */
interface LinkReport {
  readonly card: string;
  readonly text: string;
  /** Of the deck. */
  readonly line: number;
  readonly state: 'resolved' | 'ambiguous' | 'broken';
  readonly targets: readonly { readonly file: string; readonly line: number; readonly symbol: string | null }[];
  readonly suggestions: readonly string[];
}

/** `greenroom links`: where every code link and every tour step of a deck leads; 1 when one of them leads nowhere. */
export async function links(args: readonly string[]): Promise<number> {
  const { input, json, workspace } = readArguments(args);
  const file = await deckFile(input);
  const deck = parseDeck(await readInput(file), { path: file });
  const home = path.dirname(path.resolve(file));
  // Without any folder of code, the deck's own is what there is.
  const around = workspace ?? (deck.meta.prototype.length === 0 ? home : undefined);
  warnAboutMissing(home, deck, around);
  const code = new Code();
  try {
    const scope = await code.scopeOf(file, deck, around);
    const found = await linkReports(deck, scope);
    const { steps, faults } = await checkTours(home, scope.indexes);
    if (json) console.log(JSON.stringify({ links: found, anchors: steps, problems: faults }, null, 2));
    else print(file, found, steps, faults);
    const isBroken =
      found.some(({ state }) => state === 'broken') ||
      steps.some(({ state }) => state === 'lost') ||
      faults.some(({ severity }) => severity === 'error');
    return isBroken ? 1 : 0;
  } finally {
    await code.close();
  }
}

function readArguments(args: readonly string[]) {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, workspace: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [input, ...others] = positionals;
  if (input === undefined || others.length > 0) throw new UsageError('links needs one deck: a deck.md or its folder');
  const { json, workspace } = values;
  if (workspace !== undefined && !isFolder(workspace)) throw new UsageError(`${workspace} is no folder`);
  return { input, json, workspace };
}

function warnAboutMissing(home: string, deck: Deck, workspace: string | undefined): void {
  const missing = prototypeFolders(home, deck, workspace).filter((folder) => !isFolder(folder));
  for (const folder of missing) console.error(`greenroom: the prototype folder ${folder} is not there`);
}

async function linkReports(deck: Deck, scope: LinkScope): Promise<LinkReport[]> {
  const reports: LinkReport[] = [];
  for (const card of deck.rounds.flatMap(({ cards }) => cards)) {
    const found = await resolveCard(card, scope);
    for (const [at, { text, range }] of card.codeLinks.entries()) {
      const { state = 'none', targets = [], suggestions = [] } = found[at] ?? {};
      if (state === 'none') continue;
      const line = range.start.line + 1;
      reports.push({ card: card.id, text, line, state, targets: targets.map(targetReport), suggestions });
    }
  }
  return reports;
}

function targetReport({ file, line, symbol }: LinkTarget) {
  return {
    file: path.resolve(file.root, file.path),
    line: line + 1,
    symbol: symbol === undefined ? null : [...symbol.container, symbol.name].join('.'),
  };
}

function print(
  deck: string,
  found: readonly LinkReport[],
  steps: readonly StepReport[],
  faults: readonly TourFault[],
): void {
  const here = (file: string) => path.relative('', file) || file;
  for (const { text, line, state, targets, suggestions } of found) {
    const places = targets.map((target) => {
      return `${here(target.file)}:${target.line}${target.symbol === null ? '' : ` ${target.symbol}`}`;
    });
    const hint = suggestions.length === 0 ? '' : `, did you mean ${suggestions.join(' or ')}?`;
    console.log(
      `${deck}:${line}: ${state === 'resolved' ? '' : `${state} `}${text} → ${places.join(', ') || `nothing${hint}`}`,
    );
  }
  for (const { tour, step, state, file, line, score } of steps) {
    const place = line === null ? (file === null ? '' : ` ${here(file)}`) : ` ${here(file ?? '')}:${line}`;
    const sure = state === 'moved' || state === 'enclosing' ? ` (${score.toFixed(2)})` : '';
    console.log(`${here(tour)}: step ${step} ${state}${place}${sure}`);
  }
  for (const { tour, line, severity, message } of faults) console.log(`${here(tour)}:${line}: ${severity}: ${message}`);
  console.log(`${deck}: ${summary('links', found)}; ${summary('steps', steps)}`);
}

function summary(name: string, items: readonly { readonly state: string }[]): string {
  const counts = new Map<string, number>();
  for (const { state } of items) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].map(([state, count]) => `${count} ${state}`);
  return `${items.length} ${name}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}
