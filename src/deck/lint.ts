import { hasSourceExtension } from './body/code-text';
import { problem } from './problem';
import type { Card, CodeLink, Deck, Fix, Problem, Query } from './types';

/** Knows the files and symbols that a deck's code links may name. */
export interface CodeLinkResolver {
  /** `unknown`: it cannot tell, for instance because nothing has been indexed yet; never a problem. */
  resolve(link: CodeLink, card: Card): 'resolved' | 'ambiguous' | 'broken' | 'unknown';
  /** Names that would do instead of one that is broken or ambiguous, best first: what the quick fixes offer. */
  instead?(link: CodeLink, card: Card): readonly string[];
}

/** Knows the model that a deck's queries are asked of. */
export interface QueryChecker {
  /** What is wrong with the query, as one or two sentences; undefined when it can be run or cannot be told. */
  check(query: Query, card: Card): string | undefined;
}

export interface LintPorts {
  readonly codeLinks?: CodeLinkResolver;
  readonly queries?: QueryChecker;
}

/**
 * All problems of a deck in the order of the file: those found while it was read and, where a port is given, those of
 * its code links and queries.
 */
export function lintDeck(deck: Deck, ports: LintPorts = {}): readonly Problem[] {
  const own: Problem[] = [];
  for (const card of deck.rounds.flatMap((round) => round.cards)) {
    if (ports.codeLinks) own.push(...codeLinkProblems(card, ports.codeLinks));
    if (ports.queries) own.push(...queryProblems(card, ports.queries));
  }
  // The deck's own come first and are asked for last: by then every answer has been parsed.
  return [...deck.problems, ...own].sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column,
  );
}

/** Whether the author plainly means code: only then can the link be broken. */
export function mustResolve(link: CodeLink): boolean {
  return link.required || link.form === 'explicit' || (link.form === 'path' && hasSourceExtension(link.text));
}

/** The problems of a card's code links. @param links the card's, where they are known already */
export function codeLinkProblems(card: Card, resolver: CodeLinkResolver, links = card.codeLinks): Problem[] {
  const problems: Problem[] = [];
  for (const link of links) {
    const state = resolver.resolve(link, card);
    const shown = link.target?.path ?? link.text;
    if (state === 'broken' && mustResolve(link)) {
      const names = resolver.instead?.(link, card) ?? [];
      const what = link.form === 'symbol' ? 'definition' : 'file';
      const advice = names[0] === undefined ? 'Correct the name, or remove the link.' : `Did you mean "${names[0]}"?`;
      const message = `No ${what} is called "${shown}" in the prototype or the workspace. ${advice}`;
      problems.push(problem('broken-code-link', link.range, { message, fixes: renamings(link, names) }));
    } else if (state === 'ambiguous') {
      const names = resolver.instead?.(link, card) ?? [];
      const message = `"${shown}" can mean several places. Name its file or class as well, such as \`Class.name\`.`;
      problems.push(problem('ambiguous-code-link', link.range, { message, fixes: renamings(link, names) }));
    }
  }
  return problems;
}

/** The range of an explicit link holds more than a name. */
function renamings({ form, range }: CodeLink, names: readonly string[]): Fix[] {
  if (form === 'explicit') return [];
  return names.map((name) => ({ title: `Change to \`${name}\``, edits: [{ range, newText: name }] }));
}

function queryProblems(card: Card, checker: QueryChecker): Problem[] {
  return card.queries.flatMap((query) => {
    const message = checker.check(query, card);
    return message === undefined ? [] : [problem('broken-query', query.range, { message })];
  });
}
