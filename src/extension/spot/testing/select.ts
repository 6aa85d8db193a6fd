import type * as vscode from 'vscode';
import type { GoldenCase } from '../../../spot';
import type { SpotPlace } from '../service/place';
import type { Known } from './suite-tests';

/** What is to be run at one place. */
export interface Selected {
  readonly place: SpotPlace;
  /** In the suite's order. */
  readonly cases: ReadonlyMap<GoldenCase, vscode.TestItem>;
  /** All cases of the suite. */
  readonly of: number;
  /** The suite's own item, where it was asked for as a whole. */
  readonly suite?: vscode.TestItem;
  /** The suite cannot be read. */
  readonly broken: boolean;
  readonly gate?: vscode.TestItem;
  readonly prototype?: SelectedPrototype;
}

export interface SelectedPrototype {
  readonly item: vscode.TestItem;
  readonly folder: vscode.Uri;
  /** Asked for by itself, not as a part of everything. */
  readonly alone: boolean;
}

type KnownOf = (item: vscode.TestItem) => Known | undefined;
type Found = { -readonly [Key in keyof Selected]: Selected[Key] } & {
  readonly cases: Map<GoldenCase, vscode.TestItem>;
};

/** What a request means, by place. Whoever asks for the gate asks for the whole suite. */
export function selectTests(
  knownOf: KnownOf,
  included: readonly vscode.TestItem[],
  excluded: readonly vscode.TestItem[],
): Selected[] {
  const left = new Set(excluded);
  const found = new Map<string, Found>();
  const visit = (item: vscode.TestItem, alone: boolean): void => {
    const known = knownOf(item);
    if (!known || left.has(item)) return;
    const { place } = known;
    const selected: Found = found.get(place.id) ?? { place, cases: new Map(), of: 0, broken: false };
    found.set(place.id, selected);
    if (known.type === 'case') selected.cases.set(known.golden, item);
    else if (known.type === 'prototype') selected.prototype = { item, folder: known.folder, alone };
    else if (known.type === 'gate') {
      selected.gate = item;
      if (alone) casesBelow(knownOf, rootOf(item)).forEach((each, golden) => selected.cases.set(golden, each));
    } else {
      if (known.type === 'suite') {
        selected.suite = item;
        selected.broken = item.error !== undefined;
      }
      for (const [, child] of item.children) visit(child, false);
    }
    selected.of ||= casesBelow(knownOf, rootOf(item)).size;
  };
  for (const item of included) visit(item, true);
  return [...found.values()].map((selected) => ({
    ...selected,
    cases: new Map([...selected.cases].sort(([a], [b]) => a.line - b.line)),
  }));
}

function rootOf(item: vscode.TestItem): vscode.TestItem {
  let at = item;
  while (at.parent) at = at.parent;
  return at;
}

function casesBelow(knownOf: KnownOf, item: vscode.TestItem): Map<GoldenCase, vscode.TestItem> {
  const cases = new Map<GoldenCase, vscode.TestItem>();
  for (const [, group] of item.children) {
    for (const [, child] of group.children) {
      const known = knownOf(child);
      if (known?.type === 'case') cases.set(known.golden, child);
    }
  }
  return cases;
}
