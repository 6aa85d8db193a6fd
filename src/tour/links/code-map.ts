import type { CodeSymbol, SourceFile } from '../symbols/types';
import { absolutePath, slashed } from './files';
import type { LinkTarget, ResolvedLink } from './types';

/** A place in code that cards link to. */
export interface LinkedPlace<Card> {
  readonly file: SourceFile;
  /** First line of the link's target, from 0: a definition's name, a given line, or 0 for the whole file. */
  readonly line: number;
  readonly endLine: number;
  readonly symbol?: CodeSymbol;
  /** The link means the file as a whole. */
  readonly wholeFile: boolean;
  /** Each card once, in the order in which they were given. */
  readonly cards: readonly Card[];
}

/** From code back to cards. Only resolved links count: an ambiguous one claims no place. */
export class CodeMap<Card> {
  private readonly byFile = new Map<string, LinkedPlace<Card>[]>();

  constructor(cards: Iterable<{ readonly card: Card; readonly links: readonly ResolvedLink[] }>) {
    const places = new Map<string, { target: LinkTarget; cards: Set<Card> }>();
    for (const { card, links } of cards) {
      for (const { state, targets } of links) {
        const [target] = targets;
        if (state !== 'resolved' || target === undefined) continue;
        const key = [absolutePath(target.file), target.line, target.endLine ?? '', isWholeFile(target)].join('\n');
        const place = places.get(key) ?? { target, cards: new Set() };
        place.cards.add(card);
        places.set(key, place);
      }
    }
    for (const { target, cards: linking } of places.values()) this.add(target, [...linking]);
    for (const inFile of this.byFile.values()) inFile.sort((a, b) => a.line - b.line || b.endLine - a.endLine);
  }

  /** Absolute paths of all files that cards link to. */
  get files(): readonly string[] {
    return [...this.byFile.keys()];
  }

  /** The linked places of a file, by line. @param file absolute path */
  inFile(file: string): readonly LinkedPlace<Card>[] {
    return this.byFile.get(slashed(file)) ?? [];
  }

  /** The places whose first line this is, and those that a given range of lines covers; whole files on their first line. */
  at(file: string, line: number): readonly LinkedPlace<Card>[] {
    return this.inFile(file).filter(
      (place) => place.line === line || (place.symbol === undefined && place.line <= line && line <= place.endLine),
    );
  }

  private add(target: LinkTarget, cards: readonly Card[]): void {
    const { file, line, symbol } = target;
    const endLine = target.endLine ?? symbol?.endLine ?? line;
    const place = { file, line, endLine, wholeFile: isWholeFile(target), cards };
    const key = absolutePath(file);
    const inFile = this.byFile.get(key) ?? [];
    inFile.push(symbol === undefined ? place : { ...place, symbol });
    this.byFile.set(key, inFile);
  }
}

/** A link to a file, and to nothing in it. */
export const isWholeFile = ({ line, endLine, symbol }: LinkTarget): boolean =>
  line === 0 && endLine === undefined && symbol === undefined;
