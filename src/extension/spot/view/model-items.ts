import * as vscode from 'vscode';
import type { ModelColumn } from '../../../spot';
import type { ColumnNode, FormulaNode, TableNode } from './nodes';
import { finish, openAt } from './shared';

export function tableItem({ place, table }: TableNode): vscode.TreeItem {
  const item = new vscode.TreeItem(words(table.key), vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon('table');
  item.description = table.synonyms.join(', ');
  item.tooltip = tooltip(words(table.key), vscode.l10n.t('table'), table, [
    ...(table.primaryKey.length > 0 ? [vscode.l10n.t('Key: {0}', table.primaryKey.join(', '))] : []),
    ...(table.source.type === 'file' ? [vscode.l10n.t('Read from {0}', table.source.path)] : []),
  ]);
  item.contextValue = 'table askable';
  item.command = openAt(place.model, table.span);
  return finish(item, place.id, `table ${table.key}`);
}

export function columnItem({ place, column }: ColumnNode): vscode.TreeItem {
  const item = new vscode.TreeItem(column.name, vscode.TreeItemCollapsibleState.None);
  item.iconPath = new vscode.ThemeIcon(columnIcon(column));
  const kind = column.hidden
    ? vscode.l10n.t('hidden')
    : column.kind === 'measure'
      ? aggregated(column.aggregation)
      : typeWord(column.valueType);
  item.description = [kind, ...column.synonyms].filter((part) => part !== '').join(', ');
  const what = column.kind === 'measure' ? vscode.l10n.t('measure') : vscode.l10n.t('attribute');
  item.tooltip = tooltip(column.name, what, column, [
    ...(column.hidden ? [vscode.l10n.t('Hidden: keys, joins and formulas use it, questions cannot.')] : []),
    ...(column.format === undefined ? [] : [vscode.l10n.t('Format: {0}', column.format)]),
    ...[...column.values].slice(0, MOST_VALUES).map(([value, names]) => `${names.join(', ')} = ${value}`),
  ]);
  item.contextValue = column.hidden ? 'column' : 'column askable';
  item.command = openAt(place.model, column.span);
  return finish(item, place.id, `column ${column.table}.${column.key}`);
}

export function formulaItem({ place, formula }: FormulaNode): vscode.TreeItem {
  const item = new vscode.TreeItem(formula.name, vscode.TreeItemCollapsibleState.None);
  item.iconPath = new vscode.ThemeIcon(formula.hidden ? 'eye-closed' : 'symbol-operator');
  item.description = [formula.source.replace(/\s+/g, ' '), ...formula.synonyms].join(', ');
  const kinds = {
    attribute: vscode.l10n.t('attribute, for each row'),
    measure: vscode.l10n.t('measure, for each row'),
    aggregate: vscode.l10n.t('measure'),
  };
  item.tooltip = tooltip(formula.name, kinds[formula.kind], formula, [
    formula.source,
    ...(formula.format === undefined ? [] : [vscode.l10n.t('Format: {0}', formula.format)]),
  ]);
  item.contextValue = formula.hidden ? 'formula' : 'formula askable';
  item.command = openAt(place.model, formula.span);
  return finish(item, place.id, `formula ${formula.name}`);
}

const MOST_VALUES = 20;

const words = (key: string): string => key.replaceAll('_', ' ');

function columnIcon({ hidden, kind, valueType }: ModelColumn): string {
  if (hidden) return 'eye-closed';
  if (kind === 'measure') return 'symbol-numeric';
  if (valueType === 'date' || valueType === 'timestamp') return 'calendar';
  return valueType === 'boolean' ? 'symbol-boolean' : 'symbol-field';
}

function aggregated(aggregation: ModelColumn['aggregation']): string {
  return aggregation === 'none' ? vscode.l10n.t('measure') : aggregation.replace('_', ' ');
}

/** Nothing until the data has been looked at. */
function typeWord(type: ModelColumn['valueType']): string {
  return type === 'unknown' ? '' : type;
}

interface Described {
  readonly description?: string;
  readonly synonyms: readonly string[];
}

function tooltip(name: string, what: string, { description, synonyms }: Described, more: readonly string[]): string {
  return [
    `${name} (${what})`,
    ...(description === undefined ? [] : [description]),
    ...(synonyms.length > 0 ? [vscode.l10n.t('Also: {0}', synonyms.join(', '))] : []),
    ...more,
  ].join('\n');
}
