import { isCardId } from '../body';
import { readHeader, readRecords } from './reading/anki-records';
import { readClozes } from './reading/cloze';
import { htmlToMarkdown } from './reading/html';
import { Outline } from './reading/outline';
import { Places } from './reading/places';
import { cleanQuestion } from './reading/question-text';
import { scoreOf } from './reading/signals';
import type { SourceDocument } from '../document';
import type { Range } from '../types';
import type { DialectParser, DialectResult } from './dialect';
import type { AnkiField, AnkiHeader } from './reading/anki-records';
import type { NewCard } from './reading/outline';

/** Anki's export of notes as text, as far as it starts with its header lines. */
export const ankiText: DialectParser = {
  id: 'anki-text',
  score: (document) => scoreOf(document, 'anki-text'),
  parse: (document) => new AnkiReader(document).read(),
};

interface Note {
  readonly deck: string;
  readonly start: number;
  readonly cards: readonly (() => void)[];
}

interface Text {
  readonly markdown: string;
  readonly range: Range;
}

const GRADE_TAG =
  /(?:^|\s)(?:difficulty::|level::)?(easy|medium|hard|junior|senior|beginner|intermediate|advanced|expert)(?=\s|$)/i;

class AnkiReader {
  readonly #outline: Outline;
  readonly #places: Places;
  readonly #header: AnkiHeader;

  constructor(readonly document: SourceDocument) {
    this.#outline = new Outline(document);
    this.#places = new Places(document);
    this.#header = readHeader(document.lines);
  }

  read(): DialectResult {
    const { records, comments } = readRecords(this.document.text, this.#header, this.#bodyStart());
    this.#outline.dropped += comments;
    const decks = new Map<string, Note[]>();
    for (const record of records) {
      const note = this.#note(record);
      const notes = decks.get(note.deck);
      if (notes === undefined) decks.set(note.deck, [note]);
      else notes.push(note);
    }
    for (const [deck, notes] of decks) {
      const first = this.#places.at(notes[0]?.start ?? 0);
      if (deck !== '') this.#outline.openNamedRound(deck.replaceAll('::', ' \u203a '), { start: first, end: first });
      for (const note of notes) for (const add of note.cards) add();
    }
    if (this.#header.deck !== undefined) this.#outline.title = this.#header.deck.replaceAll('::', ' \u203a ');
    return this.#outline.result();
  }

  #bodyStart(): number {
    let offset = 0;
    for (const line of this.document.lines.slice(0, this.#header.lines)) offset += line.length + 1;
    return offset;
  }

  #note(record: readonly AnkiField[]): Note {
    const { columns } = this.#header;
    const special = new Set([columns.guid, columns.notetype, columns.deck, columns.tags]);
    const fields = record
      .map((field, index) => ({ field, name: this.#header.names[index] }))
      .filter((_, index) => !special.has(index));
    const [front, ...rest] = fields.map(({ field, name }) => ({ ...this.#text(field), name }));
    const start = record[0]?.start ?? 0;
    const deck = columns.deck === undefined ? '' : (record[columns.deck]?.value.trim() ?? '');
    const guid = columns.guid === undefined ? undefined : record[columns.guid];
    const tags = columns.tags === undefined ? '' : (record[columns.tags]?.value ?? '');
    const difficulty = GRADE_TAG.exec(tags)?.[1];
    if (front === undefined || front.markdown.trim() === '') {
      this.#outline.dropped++;
      return { deck, start, cards: [] };
    }
    const [back, ...extra] = rest.filter(({ markdown }) => markdown.trim() !== '');
    // Fields beyond the answer keep their name, so that none is lost.
    const more = extra.map(({ markdown, name }) => (name === undefined ? markdown : `**${name}**: ${markdown}`));
    const answerRange = { start: (back ?? front).range.start, end: (extra.at(-1) ?? back ?? front).range.end };
    const shared = {
      range: front.range,
      start: this.#places.at(start),
      ...(difficulty === undefined ? {} : { difficulty }),
    };
    const clozes = readClozes(front.markdown, 'anki');
    if (clozes.length === 0) {
      const card: NewCard = { ...shared, ...this.#named(guid, ''), question: oneLine(front.markdown) };
      const text = [...(back === undefined ? [] : [back.markdown]), ...more].join('\n\n');
      return {
        deck,
        start,
        cards: [
          () => {
            this.#add(card, text, answerRange);
          },
        ],
      };
    }
    const cards = clozes.map((cloze) => () => {
      const hidden = cloze.hidden.map(({ text }) => text).join('; ');
      const card: NewCard = {
        ...shared,
        ...this.#named(guid, `-c${cloze.number ?? 0}`),
        question: oneLine(cloze.question),
      };
      const text = [hidden, ...(back === undefined ? [] : [back.markdown]), ...more].join('\n\n');
      this.#add(card, text, { start: front.range.start, end: answerRange.end });
    });
    return { deck, start, cards };
  }

  #add(card: NewCard, text: string, range: Range): void {
    const isSource = text !== '' && range.start.line === range.end.line && this.#sourceOf(range) === text;
    if (text.trim() === '') this.#outline.addCard(card);
    else if (isSource) this.#outline.addCard({ ...card, answer: { from: range.start, to: range.end } });
    else this.#outline.addRewritten(card, text, range);
  }

  #sourceOf({ start, end }: Range): string {
    return (this.document.lines[start.line] ?? '').slice(start.column, end.column);
  }

  #text(field: AnkiField): Text {
    const range = { start: this.#places.at(field.start), end: this.#places.at(field.end) };
    if (!this.#header.html) return { markdown: field.value, range };
    const { markdown, dropped } = htmlToMarkdown(field.value);
    this.#outline.dropped += dropped;
    return { markdown, range };
  }

  /** The note's guid is what Anki knows the note by; characters that an id may not have are written as numbers. */
  #named(guid: AnkiField | undefined, suffix: string): Pick<NewCard, 'explicitId' | 'idRange'> {
    const text = guid?.value.trim() ?? '';
    if (guid === undefined || text === '') return {};
    const plain = isCardId(text) ? text : `anki-${Buffer.from(text).toString('hex').slice(0, 50)}`;
    const explicitId = plain + suffix;
    if (!isCardId(explicitId)) return {};
    return { explicitId, idRange: { start: this.#places.at(guid.start), end: this.#places.at(guid.end) } };
  }
}

function oneLine(markdown: string): string {
  return cleanQuestion(markdown.replace(/\s+/g, ' ')).question;
}
