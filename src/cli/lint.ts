import { parseArgs } from 'node:util';
import { lintDeck, parseDeck, type Card, type Deck, type LintPorts, type Problem } from '../deck';
import { Code, codeLinkResolver } from './code';
import { deckFiles, readInput } from './decks';
import { UsageError } from './usage';

/** `greenroom lint`: reads decks, prints their problems; 1 when one of them is an error. */
export async function lint(args: readonly string[]): Promise<number> {
  const { json, inputs } = readArguments(args);
  const files = (await Promise.all(inputs.map(deckFiles))).flat();
  const code = new Code();
  const decks: { file: string; deck: Deck; problems: readonly Problem[] }[] = [];
  try {
    for (const file of files) {
      const deck = parseDeck(await readInput(file), { path: file });
      const codeLinks = await codeLinkResolver(deck, await code.scopeOf(file, deck));
      decks.push({ file, deck, problems: lintDeck(deck, { codeLinks, ...(await queryPort(file, deck)) }) });
    }
  } finally {
    await code.close();
  }
  if (json) {
    console.log(
      JSON.stringify({ decks: decks.map(({ file, deck, problems }) => deckJson(file, deck, problems)) }, null, 2),
    );
  } else {
    for (const { file, deck, problems } of decks) printDeck(file, deck, problems);
  }
  return decks.some(({ problems }) => problems.some(({ severity }) => severity === 'error')) ? 1 : 0;
}

/** Spot is loaded only for decks that ask something. */
async function queryPort(file: string, deck: Deck): Promise<Pick<LintPorts, 'queries'>> {
  const asks = deck.rounds.some(({ cards }) => cards.some(({ queries }) => queries.length > 0));
  return asks ? { queries: await (await import('./prove/checker')).queryChecker(file, deck) } : {};
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

function printDeck(file: string, deck: Deck, problems: readonly Problem[]): void {
  for (const { range, severity, code, message } of problems) {
    const { line, column } = range.start;
    // Nothing that a deck says moves the cursor or colours the terminal.
    const shown = message.replace(/\p{Cc}/gu, ' ');
    console.log(`${file}:${String(line + 1)}:${String(column + 1)}: ${severity} ${code}: ${shown}`);
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
