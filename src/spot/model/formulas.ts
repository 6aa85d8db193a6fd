import { checkExpression } from './expression/check';
import { aggregationFits } from './expression/functions';
import { parseExpression, type Syntax } from './expression/parser';
import { ExpressionError } from './expression/tokens';
import { childrenOf, FormulaNames, indexColumns } from './names';
import { hint } from './nearest';
import type { Entry, Reader, YamlNode } from './reader';
import { AGGREGATIONS, optionalText, optionalTexts, readValues } from './tables';
import type { Expression, Model, ModelFormula, Span } from './types';

export const FORMULA_KEYS = [
  'name',
  'expr',
  'type',
  'table',
  'aggregation',
  'synonyms',
  'description',
  'format',
  'hidden',
  'values',
] as const;

interface Draft {
  readonly name: string;
  readonly source: string;
  readonly sourceEntry: Entry;
  readonly syntax: Syntax;
  readonly type: 'attribute' | 'measure' | undefined;
  readonly table: string | undefined;
  readonly parts: ReadonlyMap<string, Entry>;
  readonly span: Span;
}

export function readFormulas(reader: Reader, node: YamlNode, at: Span, model: Model): Map<string, ModelFormula> {
  if (node === undefined) return new Map();
  const drafts = new Map<string, Draft>();
  const taken = new Map<string, string>();
  for (const item of reader.items(node, '"formulas"', at)) {
    const draft = readDraft(reader, item, at, model);
    if (!draft) continue;
    if (taken.has(draft.name.toLowerCase())) {
      reader.report(draft.span, `There are two formulas called "${draft.name}". Rename one of them.`);
      continue;
    }
    taken.set(draft.name.toLowerCase(), draft.name);
    drafts.set(draft.name, draft);
  }
  const place = (draft: Draft, offsets: { start: number; end: number }): Span =>
    reader.within(draft.sourceEntry.value, offsets.start, offsets.end, draft.span);
  const formulas = new Map<string, ModelFormula>();
  for (const draft of inOrder(drafts, taken, (circle, draft) => {
    reader.report(
      place(draft, draft.syntax.at),
      `Formulas go round in a circle: ${circle.join(' > ')}. Break it at one of them.`,
    );
  })) {
    try {
      formulas.set(
        draft.name,
        finish(reader, draft, new FormulaNames(model, indexOf(model), formulas, taken, draft.table)),
      );
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      // A formula that leans on a broken one would only repeat the complaint.
      if (!leansOnBroken(draft, drafts, formulas, taken))
        reader.report(place(draft, error.at), `Formula "${draft.name}": ${error.message}`);
    }
  }
  return new Map(
    [...drafts.keys()].flatMap((name) => {
      const formula = formulas.get(name);
      return formula ? [[name, formula] as const] : [];
    }),
  );
}

const indexes = new WeakMap<Model, ReturnType<typeof indexColumns>>();
function indexOf(model: Model): ReturnType<typeof indexColumns> {
  const index = indexes.get(model) ?? indexColumns(model);
  indexes.set(model, index);
  return index;
}

function readDraft(reader: Reader, node: YamlNode, at: Span, model: Model): Draft | undefined {
  const span = reader.spanOf(node, at);
  const parts = new Map(reader.entries(node, 'A formula', span, FORMULA_KEYS).map((entry) => [entry.key, entry]));
  const missing = (['name', 'expr'] as const).filter((key) => !parts.has(key));
  if (missing.length > 0) {
    if (parts.size > 0) reader.report(span, `A formula needs ${missing.map((key) => `"${key}"`).join(' and ')}.`);
    return undefined;
  }
  const name = optionalText(reader, parts.get('name'), '"name" of a formula');
  const sourceEntry = parts.get('expr');
  const source = optionalText(reader, sourceEntry, '"expr" of a formula');
  if (name === undefined || source === undefined || !sourceEntry) return undefined;
  const typeEntry = parts.get('type');
  const type =
    typeEntry && reader.choice(typeEntry.value, `"type" of formula "${name}"`, span, ['attribute', 'measure'] as const);
  const tableEntry = parts.get('table');
  const table = optionalText(reader, tableEntry, `"table" of formula "${name}"`);
  if (table !== undefined && !model.tables.has(table)) {
    reader.report(
      reader.spanOf(tableEntry?.value, span),
      `There is no table "${table}". ${hint(table, model.tables.keys())}`,
    );
    return undefined;
  }
  if (type === 'attribute' && table === undefined) {
    reader.report(
      typeEntry?.keySpan ?? span,
      `Formula "${name}" is worked out row by row: say on which table ("table: …").`,
    );
    return undefined;
  }
  if (table !== undefined && type === undefined) {
    reader.report(
      tableEntry?.keySpan ?? span,
      `Formula "${name}" names a table, so it is worked out row by row: say "type: attribute" or "type: measure".`,
    );
    return undefined;
  }
  try {
    return { name, source, sourceEntry, syntax: parseExpression(source), type, table, parts, span };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    reader.report(
      reader.within(sourceEntry.value, error.at.start, error.at.end, span),
      `Formula "${name}": ${error.message}`,
    );
    return undefined;
  }
}

/** Names in brackets. Iterative: a long chain of operators makes a deep tree. */
function referencesIn(syntax: Syntax): string[] {
  const names: string[] = [];
  const waiting: Syntax[] = [syntax];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    switch (part.node) {
      case 'reference':
        names.push(part.name.toLowerCase());
        break;
      case 'unary':
      case 'is_null':
        waiting.push(part.operand);
        break;
      case 'binary':
        waiting.push(part.left, part.right);
        break;
      case 'in':
        waiting.push(part.operand, ...part.list);
        break;
      case 'if':
        for (const { when, then } of part.branches) waiting.push(when, then);
        if (part.otherwise) waiting.push(part.otherwise);
        break;
      case 'call':
        waiting.push(...part.args);
        break;
      default:
    }
  }
  return names;
}

/** Formulas such that each comes after those that it uses; those on a circle are reported and left out. */
function inOrder(
  drafts: ReadonlyMap<string, Draft>,
  taken: ReadonlyMap<string, string>,
  circular: (circle: readonly string[], draft: Draft) => void,
): Draft[] {
  const uses = new Map<string, string[]>();
  for (const draft of drafts.values()) {
    const names = referencesIn(draft.syntax).map((name) => taken.get(name) ?? '');
    uses.set(draft.name, [...new Set(names.filter((name) => drafts.has(name)))]);
  }
  const done = new Set<string>();
  const ordered: Draft[] = [];
  const reported = new Set<string>();
  for (const start of drafts.keys()) {
    const trail: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    const onTrail = new Set([start]);
    while (trail.length > 0) {
      const here = trail.at(-1);
      if (!here) break;
      const child = done.has(here.name) ? undefined : uses.get(here.name)?.[here.next];
      here.next += 1;
      if (child === undefined) {
        trail.pop();
        onTrail.delete(here.name);
        const draft = drafts.get(here.name);
        if (draft && !done.has(here.name) && !reported.has(here.name)) ordered.push(draft);
        done.add(here.name);
      } else if (onTrail.has(child)) {
        const circle = trail.slice(trail.findIndex(({ name }) => name === child)).map(({ name }) => name);
        const draft = drafts.get(here.name);
        if (draft && !circle.some((name) => reported.has(name))) circular([...circle, child], draft);
        for (const name of circle) reported.add(name);
      } else if (!done.has(child)) {
        trail.push({ name: child, next: 0 });
        onTrail.add(child);
      }
    }
  }
  return ordered;
}

function leansOnBroken(
  draft: Draft,
  drafts: ReadonlyMap<string, Draft>,
  formulas: ReadonlyMap<string, ModelFormula>,
  taken: ReadonlyMap<string, string>,
): boolean {
  return referencesIn(draft.syntax).some((name) => {
    const declared = taken.get(name);
    return declared !== undefined && drafts.has(declared) && !formulas.has(declared);
  });
}

function finish(reader: Reader, draft: Draft, names: FormulaNames): ModelFormula {
  const { name, source, parts, span, type } = draft;
  const rowLevel = draft.table !== undefined;
  const expression = checkExpression(draft.syntax, names, rowLevel ? 'row' : 'aggregate');
  if (!rowLevel && !worksOnRows(expression)) {
    throw new ExpressionError(
      'It aggregates nothing. Put an aggregate around its columns, or give it a "table" and a "type".',
      expression.at,
    );
  }
  const aggregationEntry = parts.get('aggregation');
  let aggregation: ModelFormula['aggregation'] = rowLevel && type === 'measure' ? 'sum' : 'none';
  if (aggregationEntry) {
    const place = reader.spanOf(aggregationEntry.value, span);
    const given = reader.choice(aggregationEntry.value, `"aggregation" of formula "${name}"`, span, AGGREGATIONS);
    if (!rowLevel || type === 'attribute') {
      reader.report(
        place,
        `Formula "${name}" is ${rowLevel ? 'an attribute' : 'an aggregate already'}; remove "aggregation".`,
      );
    } else if (given) aggregation = given;
  }
  if (rowLevel && type === 'measure' && !aggregationFits(aggregation, expression.type)) {
    throw new ExpressionError(
      `It gives a ${expression.type}, which has no ${aggregation}. Choose count, count_distinct, min or max.`,
      expression.at,
    );
  }
  const description = optionalText(reader, parts.get('description'), `"description" of formula "${name}"`);
  const format = optionalText(reader, parts.get('format'), `"format" of formula "${name}"`);
  const hidden = parts.get('hidden');
  return {
    name,
    kind: rowLevel ? (type === 'measure' ? 'measure' : 'attribute') : 'aggregate',
    ...(draft.table === undefined ? {} : { table: draft.table }),
    expression,
    source,
    valueType: expression.type,
    aggregation,
    synonyms: optionalTexts(reader, parts.get('synonyms'), `"synonyms" of formula "${name}"`),
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format }),
    hidden: hidden ? reader.flag(hidden.value, `"hidden" of formula "${name}"`, hidden.keySpan) : false,
    values: readValues(reader, parts.get('values'), `"values" of formula "${name}"`),
    span,
  };
}

function worksOnRows(expression: Expression): boolean {
  const waiting = [expression];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    if (['aggregate', 'count', 'window', 'formula'].includes(part.node)) return true;
    waiting.push(...childrenOf(part));
  }
  return false;
}
