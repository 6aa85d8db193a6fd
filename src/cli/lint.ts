import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { lintDeck, parseDeck, type Card, type Deck, type Problem } from '../deck';
import { codeLinkResolver } from './code-files';
import { UsageError } from './usage';

/** `greenroom lint`: reads decks, prints their problems; 1 when one of them is an error. */
export async function lint(args: readonly string[]): Promise<number> {
  const { json, inputs } = readArguments(args);
  const files = (await Promise.all(inputs.map(deckFiles))).flat();
  const decks = await Promise.all(
    files.map(async (file) => {
      const deck = parseDeck(await readInput(file), { path: file });
      return { file, deck, problems: lintDeck(deck, { codeLinks: await codeLinkResolver(file, deck) }) };
    }),
  );
  if (json) {
    console.log(
      JSON.stringify({ decks: decks.map(({ file, deck, problems }) => deckJson(file, deck, problems)) }, null, 2),
    );
  } else {
    for (const { file, deck, problems } of decks) printDeck(file, deck, problems);
  }
  return decks.some(({ problems }) => problems.some(({ severity }) => severity === 'error')) ? 1 : 0;
}

function readArguments(args: readonly string[]): { json: boolean; inputs: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length === 0) throw new UsageError('lint needs a deck file or a folder');
    return { json: values.json, inputs: positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A file is taken as it is; a folder stands for the decks below it. */
async function deckFiles(input: string): Promise<string[]> {
  const info = await stat(input).catch(() => {
    throw new UsageError(`${input} is not there`);
  });
  if (!info.isDirectory()) return [input];
  const entries = await readdir(input, { recursive: true, withFileTypes: true });
  const decks = entries
    .filter((entry) => entry.isFile() && entry.name === 'deck.md')
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](node_modules|\.git)[\\/]/.test(file))
    .sort();
  if (decks.length === 0) throw new UsageError(`there is no deck.md in ${input}; name the file instead`);
  return decks;
}

async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

function printDeck(file: string, deck: Deck, problems: readonly Problem[]): void {
  for (const { range, severity, code, message } of problems) {
    const { line, column } = range.start;
    console.log(`${file}:${String(line + 1)}:${String(column + 1)}: ${severity} ${code}: ${message}`);
  }
  const { rounds, cards, asks, emptyAnswers, duplicates, dropped } = deck.counts;
  console.log(
    `${file}: ${String(rounds)} rounds, ${String(cards)} cards (${String(asks)} to ask), ${String(emptyAnswers)} empty answers, ` +
      `${String(duplicates)} duplicates, ${String(dropped)} blocks left out, ${String(problems.length)} problems`,
  );
}

/** Lines and columns count from 1 here. */
function deckJson(file: string, deck: Deck, problems: readonly Problem[]) {
  return {
    path: file,
    title: deck.title,
    dialect: deck.dialect,
    rounds: deck.rounds.map((round) => ({
      title: round.title,
      emoji: round.emoji ?? null,
      number: round.number ?? null,
      tag: round.tag ?? null,
      cards: round.cards.map(cardJson),
    })),
    problems: problems.map(({ code, severity, message, range: { start } }) => ({
      ...{ code, severity, message },
      line: start.line + 1,
      column: start.column + 1,
    })),
    counts: deck.counts,
  };
}

function cardJson({ id, kind, question, questionRange, sections, codeLinks, queries }: Card) {
  return {
    ...{ id, kind, question },
    line: questionRange.start.line + 1,
    sections: sections.map((section) => ({
      kind: section.kind,
      label: section.label,
      points: section.points.map(({ label, text }) => (label === undefined ? text : `${label}: ${text}`)),
    })),
    codeLinks: codeLinks.map(({ text, range }) => ({ text, line: range.start.line + 1 })),
    queries: queries.map(({ language, text, range }) => ({ language, text, line: range.start.line + 1 })),
  };
}
