import { shown } from '../text/normalise';
import type { Model } from '../../model/types';
import type { MeasureRef } from '../../query/types';
import type { NameEntry, Names } from '../lexicon/names';
import { refKey } from '../lexicon/names';
import { fieldKey } from '../lexicon/values';
import type { NameChoice, Spot } from '../parse/draft';
import { Refusal } from '../parse/draft';
import type { ColumnHit } from '../parse/terms';
import { phraseKey } from '../text/tokens';
import type { Settled, Suggestion } from '../types';
import { factsOf, madeFrom, reaches } from './facts';

/** What a question is about, for a name that could mean several things. */
export interface Context {
  /** Tables of its measures. */
  readonly facts: readonly string[];
  /** Nodes of the attributes that it names for certain. */
  readonly nodes: readonly string[];
  /** Keys of these attributes. */
  readonly named: ReadonlySet<string>;
}

/** The question's own context, and that of the question it follows. */
export interface Surroundings extends Context {
  readonly before: Context | undefined;
}

/**
 * Settles names and values. The rules, in order: what a person settled before; spelling (the very word before its
 * singular or plural); own name, synonym, made-up name, table; what the question's measures can be sliced by; the
 * measure's own table. For values also: a column named beside it, then anywhere in the question, then one of a table
 * that the question names. What is left over is ambiguous.
 */
export class Resolver {
  private readonly settled: ReadonlyMap<string, string>;
  private readonly chosen = new Map<NameChoice, NameEntry>();
  around: Surroundings = { facts: [], nodes: [], named: new Set(), before: undefined };

  constructor(
    readonly model: Model,
    readonly names: Names,
    settled: readonly Settled[],
  ) {
    this.settled = new Map(settled.map(({ phrase, of }) => [phraseKey(phrase, 'stem'), refKey(of)]));
  }

  /** The one meaning that the words alone decide, if they do. */
  certain(choice: NameChoice): NameEntry | undefined {
    const best = this.byWords(choice);
    return best.length === 1 ? best[0] : undefined;
  }

  private byWords(choice: NameChoice): readonly NameEntry[] {
    const [only] = choice.names;
    if (only && choice.names.length === 1) return choice.names;
    const settled = this.settled.get(phraseKey(choice.text, 'stem'));
    const before = choice.names.filter((name) => name.key === settled);
    if (before.length > 0) return before.slice(0, 1);
    const written = phraseKey(choice.text, 'text');
    const bracketed = choice.text.startsWith('[');
    const literal = choice.names.filter((name) => name.literal === written);
    const spelt = literal.length > 0 && !bracketed ? literal : choice.names;
    const rank = Math.min(...spelt.map((name) => name.rank));
    return spelt.filter((name) => name.rank === rank);
  }

  /** What a name was settled as, if it was. */
  settledOn(choice: NameChoice): NameEntry | undefined {
    return this.chosen.get(choice) ?? this.certain(choice);
  }

  measure(choice: NameChoice, attributes: readonly string[]): NameEntry {
    const known = this.chosen.get(choice);
    if (known) return known;
    let names = this.byWords(choice);
    if (names.length > 1) {
      const reaching = names.filter((name) =>
        attributes.every((node) => reaches(this.model, factsOf(this.model, name.of), node)),
      );
      if (reaching.length > 0) names = reaching;
    }
    return this.only(choice, names);
  }

  /** `accepts`: narrows by the values that the question compares with. */
  attribute(choice: NameChoice, accepts?: (name: NameEntry) => boolean): NameEntry {
    const known = this.chosen.get(choice);
    if (known) return known;
    const { facts } = this.around;
    let names = this.byWords(choice);
    const narrow = (test: (name: NameEntry) => boolean): void => {
      if (names.length < 2) return;
      const kept = names.filter(test);
      if (kept.length > 0) names = kept;
    };
    if (accepts) narrow(accepts);
    names = this.inRoles(names);
    narrow((name) => reaches(this.model, facts, name.node));
    narrow((name) => name.node !== undefined && facts.includes(name.node));
    return this.only(choice, names);
  }

  /** The roles that the measures reach, for a table that they do not reach under its own name. */
  private inRoles(names: readonly NameEntry[]): readonly NameEntry[] {
    const { facts } = this.around;
    if (names.some((name) => reaches(this.model, facts, name.node))) return names;
    const roles = names
      .flatMap((name) => this.names.inRoles(name))
      .filter((name) => reaches(this.model, facts, name.node));
    return roles.length > 0 ? roles : names;
  }

  private only(choice: NameChoice, names: readonly NameEntry[]): NameEntry {
    const [first, ...others] = names;
    if (!first) throw new Refusal('unknown-term', `“${shown(choice.text)}” is not defined.`, choice);
    if (others.length > 0) {
      const meanings = names.map((name) => this.phrase(name));
      throw new Refusal(
        'ambiguous',
        `“${choice.text}” can mean ${list(meanings)}. Which one?`,
        choice,
        names.map((name) => this.replacement(choice, name)),
      );
    }
    this.chosen.set(choice, first);
    return first;
  }

  /** The column that a bare value belongs to. */
  column(spot: Spot & { readonly text: string }, hits: readonly ColumnHit[], near: NameChoice | undefined): ColumnHit {
    let columns = hits;
    const narrow = (test: (hit: ColumnHit, name: NameEntry | undefined) => boolean): void => {
      if (columns.length < 2) return;
      const kept = columns.filter((hit) => test(hit, this.names.own(fieldKey(hit.of))));
      if (kept.length > 0) columns = kept;
    };
    const beside = new Set(near && [...near.names, ...this.inRoles(near.names)].map((name) => name.key));
    if (near) columns = hits.filter((hit) => beside.has(fieldKey(hit.of)));
    const settled = this.settled.get(phraseKey(spot.text, 'stem'));
    narrow((hit) => fieldKey(hit.of) === settled);
    narrow((_, name) => reaches(this.model, this.around.facts, name?.node));
    const { facts, named, nodes, before } = this.around;
    narrow((hit) => named.has(fieldKey(hit.of)));
    narrow((hit) => before?.named.has(fieldKey(hit.of)) ?? false);
    narrow((_, name) => name?.node !== undefined && facts.includes(name.node));
    narrow((_, name) => name?.node !== undefined && nodes.includes(name.node));
    narrow((_, name) => name?.node !== undefined && (before?.nodes.includes(name.node) ?? false));
    narrow((_, name) => name?.node === undefined || this.model.nodes.get(name.node)?.role !== true);
    const open = new Set(columns.map((hit) => fieldKey(hit.of)));
    narrow(({ of }) => of.field !== 'formula' || !open.has(madeFrom(this.model, of.formula) ?? ''));
    const [first, ...others] = columns;
    if (!first)
      throw new Refusal('unknown-term', `“${shown(spot.text)}” is not a value of “${near?.text ?? ''}”.`, spot);
    if (others.length === 0) return first;
    throw new Refusal(
      'ambiguous',
      `“${spot.text}” is a value of ${list(columns.map((hit) => this.phraseOf(hit.of)))}. Which one?`,
      spot,
      columns.map((hit) => this.valueReplacement(spot, hit)),
    );
  }

  /** Other readings of a name, for a one-click change. */
  alternatives(choice: NameChoice): Suggestion[] {
    const chosen = this.chosen.get(choice);
    return choice.names
      .filter((name) => name.key !== chosen?.key && name.rank < 3 && reaches(this.model, this.around.facts, name.node))
      .map((name) => this.replacement(choice, name));
  }

  valueAlternatives(
    spot: Spot & { readonly text: string },
    hits: readonly ColumnHit[],
    chosen: ColumnHit,
  ): Suggestion[] {
    return hits
      .filter(
        (hit) =>
          fieldKey(hit.of) !== fieldKey(chosen.of) &&
          reaches(this.model, this.around.facts, this.names.own(fieldKey(hit.of))?.node),
      )
      .map((hit) => this.valueReplacement(spot, hit));
  }

  private replacement(choice: NameChoice, name: NameEntry): Suggestion {
    const text = this.phrase(name);
    return { text, start: choice.start, end: choice.end, label: text };
  }

  private valueReplacement(spot: Spot, hit: ColumnHit): Suggestion {
    const value = quote(hit.values[0] ?? '');
    return {
      text: `${value} ${this.phraseOf(hit.of)}`,
      start: spot.start,
      end: spot.end,
      label: `${this.phraseOf(hit.of)} ${value}`,
    };
  }

  phraseOf(of: MeasureRef): string {
    const name = this.names.own(refKey(of));
    return name ? this.phrase(name) : refKey(of);
  }

  /** The shortest wording that means this field and nothing else. */
  phrase(name: NameEntry): string {
    const wordings = [...name.field.names, ...name.field.qualified];
    const clear = wordings.find((wording) => this.means(wording, name.key));
    if (clear !== undefined) return clear;
    return name.node === undefined ? `[${name.field.name}]` : `[${name.node}::${name.field.name}]`;
  }

  private means(wording: string, key: string): boolean {
    const names = this.names.lookup(phraseKey(wording, 'stem'));
    const found = names.length === 0 ? [] : this.byWords({ text: wording, names, start: 0, end: 0 });
    return found.length === 1 && found[0]?.key === key;
  }
}

/** A value as a question writes it. */
export function quote(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

function list(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}
