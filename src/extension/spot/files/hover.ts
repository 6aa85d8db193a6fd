import * as vscode from 'vscode';
import type { Model, ModelColumn, ModelFormula, Thing } from '../../../spot';
import { rangeOf, type Names, type Shown } from './navigation';

/** Says what a name in a place's YAML files is, and where it is used. */
export class FileHover implements vscode.HoverProvider {
  constructor(private readonly names: Names) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const here = await this.names.at(document, position);
    if (!here || token.isCancellationRequested) return undefined;
    const { mention, model, file } = here;
    const { thing } = mention;
    const lines = linesFor(thing, model);
    if (lines.length === 0) return undefined;
    if (thing.kind === 'column' || thing.kind === 'formula') {
      lines.push(usesLine(await this.names.uses(thing, model, file.model, token)));
    }
    const text = new vscode.MarkdownString();
    for (const line of lines) text.appendText(line).appendMarkdown('\n\n');
    return new vscode.Hover(text, rangeOf(document, mention));
  }
}

function linesFor(thing: Thing, model: Model): string[] {
  switch (thing.kind) {
    case 'placeholder':
      return [placeholderLine(thing.name)];
    case 'role': {
      const table = model.nodes.get(thing.role)?.table;
      return table === undefined ? [] : [vscode.l10n.t('{0}: the table {1} under another name', thing.role, table)];
    }
    case 'table': {
      const table = model.tables.get(thing.table);
      if (!table) return [];
      const title = vscode.l10n.t('{0}: table with {1} columns', table.key, table.columns.size);
      return [title, ...(table.description === undefined ? [] : [table.description]), ...synonymsLine(table.synonyms)];
    }
    case 'column': {
      const column = model.tables.get(thing.table)?.columns.get(thing.column);
      return column ? columnLines(column) : [];
    }
    case 'formula': {
      const formula = model.formulas.get(thing.formula);
      return formula ? formulaLines(formula) : [];
    }
  }
}

function columnLines(column: ModelColumn): string[] {
  const { name, table, key, kind, valueType, aggregation, description, synonyms, hidden } = column;
  const type = valueType === 'unknown' ? [] : [valueType];
  const what =
    kind === 'measure'
      ? [vscode.l10n.t('measure'), ...type, aggregation === 'none' ? vscode.l10n.t('not aggregated') : aggregation]
      : [vscode.l10n.t('attribute'), ...type];
  return [
    `${name} (${table}.${key}): ${what.join(', ')}`,
    ...(description === undefined ? [] : [description]),
    ...synonymsLine(synonyms),
    ...(hidden ? [vscode.l10n.t('Hidden: questions cannot name it.')] : []),
  ];
}

function formulaLines({ name, kind, table, valueType, aggregation, description, synonyms }: ModelFormula): string[] {
  const type = valueType === 'unknown' ? [] : [valueType];
  const place = table ?? '';
  const what = {
    attribute: vscode.l10n.t('formula on each row of {0}', place),
    measure: vscode.l10n.t('formula on each row of {0}, then {1}', place, aggregation),
    aggregate: vscode.l10n.t('formula over aggregates'),
  }[kind];
  return [
    `${name}: ${[what, ...type].join(', ')}`,
    ...(description === undefined ? [] : [description]),
    ...synonymsLine(synonyms),
  ];
}

function synonymsLine(synonyms: readonly string[]): string[] {
  return synonyms.length === 0 ? [] : [vscode.l10n.t('Also called: {0}', synonyms.join(', '))];
}

function placeholderLine(name: string): string {
  if (name === 'tenant') return vscode.l10n.t('The tenant of who asks, as “users” has it.');
  if (name === 'user') return vscode.l10n.t('The name of who asks.');
  const [, role] = /^role:(.+)$/.exec(name) ?? [];
  if (role !== undefined) return vscode.l10n.t('True for who has the role “{0}”, else false.', role);
  return vscode.l10n.t(
    '“{0}” of who asks, as “users” has it; empty for who has none, and then nothing equals it.',
    name,
  );
}

/** "Used in 2 formulas, 1 join or date, 3 golden questions." */
function usesLine(all: readonly Shown[]): string {
  const uses = all.filter(({ as }) => as === 'use');
  if (uses.length === 0) return vscode.l10n.t('Used nowhere yet.');
  const count = (...kinds: readonly Shown['kind'][]) => uses.filter(({ kind }) => kinds.includes(kind)).length;
  const counted = [
    [vscode.l10n.t('the model'), count('model')],
    [vscode.l10n.t('the policy'), count('policy')],
    [vscode.l10n.t('the golden suite'), count('suite')],
    [vscode.l10n.t('notebooks and questions'), count('notebook', 'questions')],
  ] as const;
  const parts = counted.flatMap(([where, times]) => (times === 0 ? [] : [`${where} (${String(times)})`]));
  return vscode.l10n.t('Used in {0}.', parts.join(', '));
}
