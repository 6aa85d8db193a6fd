import path from 'node:path';
import * as vscode from 'vscode';
import type { LinkTarget, SourceFile, SymbolKind } from '../../tour';

/** A kind of definition in the editor's words. */
interface KindLook {
  readonly icon: string;
  readonly completion: vscode.CompletionItemKind;
  readonly text: () => string;
}

const KINDS: Readonly<Record<SymbolKind, KindLook>> = {
  class: { icon: 'symbol-class', completion: vscode.CompletionItemKind.Class, text: () => vscode.l10n.t('class') },
  interface: {
    icon: 'symbol-interface',
    completion: vscode.CompletionItemKind.Interface,
    text: () => vscode.l10n.t('interface'),
  },
  enum: { icon: 'symbol-enum', completion: vscode.CompletionItemKind.Enum, text: () => vscode.l10n.t('enum') },
  type: { icon: 'symbol-struct', completion: vscode.CompletionItemKind.Struct, text: () => vscode.l10n.t('type') },
  function: {
    icon: 'symbol-method',
    completion: vscode.CompletionItemKind.Function,
    text: () => vscode.l10n.t('function'),
  },
  method: { icon: 'symbol-method', completion: vscode.CompletionItemKind.Method, text: () => vscode.l10n.t('method') },
  constructor: {
    icon: 'symbol-method',
    completion: vscode.CompletionItemKind.Constructor,
    text: () => vscode.l10n.t('constructor'),
  },
  property: {
    icon: 'symbol-property',
    completion: vscode.CompletionItemKind.Property,
    text: () => vscode.l10n.t('property'),
  },
  constant: {
    icon: 'symbol-constant',
    completion: vscode.CompletionItemKind.Constant,
    text: () => vscode.l10n.t('constant'),
  },
  module: { icon: 'symbol-module', completion: vscode.CompletionItemKind.Module, text: () => vscode.l10n.t('module') },
};

export const lookOf = (kind: SymbolKind): KindLook => KINDS[kind];

export const iconOf = ({ symbol }: LinkTarget): vscode.ThemeIcon =>
  new vscode.ThemeIcon(symbol === undefined ? 'file-code' : KINDS[symbol.kind].icon);

export const fileUri = ({ root, path: relative }: SourceFile): vscode.Uri =>
  vscode.Uri.file(path.resolve(root, relative));

export function targetRange({ line, endLine, symbol }: LinkTarget): vscode.Range {
  if (symbol !== undefined) return new vscode.Range(line, symbol.column, line, symbol.column + symbol.name.length);
  return endLine === undefined ? new vscode.Range(line, 0, line, 0) : new vscode.Range(line, 0, endLine + 1, 0);
}

/** `control_plane.py:42`, or `README.md` for a whole file. Lines count from 1 for people. */
export function placeText({ file, line, endLine, symbol }: LinkTarget): string {
  if (symbol === undefined && line === 0 && endLine === undefined) return file.path;
  const range = endLine === undefined || endLine === line ? '' : `-${String(endLine + 1)}`;
  return `${file.path}:${String(line + 1)}${range}`;
}

/** `class ControlPlane`, `method ControlPlane.charge`; undefined for a place that is no definition. */
export function symbolText({ symbol }: LinkTarget): string | undefined {
  if (symbol === undefined) return undefined;
  return `${KINDS[symbol.kind].text()} ${[...symbol.container, symbol.name].join('.')}`;
}

/** `control_plane.py:42 · class ControlPlane`. */
export const targetText = (target: LinkTarget): string =>
  [placeText(target), ...(symbolText(target) === undefined ? [] : [symbolText(target)])].join(' · ');

export interface Showing {
  /** Moves the keyboard focus into the code; else it stays where it is. */
  readonly focus: boolean;
  readonly column?: vscode.ViewColumn | undefined;
}

/** Opens the code with the name that is meant selected, so that it is seen without the focus as well. */
export async function showTarget(target: LinkTarget, { focus, column }: Showing): Promise<void> {
  await vscode.window.showTextDocument(fileUri(target.file), {
    selection: targetRange(target),
    viewColumn: column ?? vscode.ViewColumn.Active,
    preserveFocus: !focus,
  });
}

/** Lets the user choose between several places that a text can mean; undefined when they changed their mind. */
export async function pickTarget(text: string, targets: readonly LinkTarget[]): Promise<LinkTarget | undefined> {
  const items = await Promise.all(
    targets.map(async (target) => ({
      label: `$(${iconOf(target).id}) ${symbolText(target) ?? path.posix.basename(target.file.path)}`,
      description: placeText(target),
      detail: await lineOf(target),
      target,
    })),
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('“{0}” can mean several places', text),
    placeHolder: vscode.l10n.t('Which one?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.target;
}

/** The line itself, as a preview. */
async function lineOf({ file, line }: LinkTarget): Promise<string> {
  try {
    const document = await vscode.workspace.openTextDocument(fileUri(file));
    return line < document.lineCount ? document.lineAt(line).text.trim() : '';
  } catch {
    // A file that cannot be shown as text has no preview; opening it will say why.
    return '';
  }
}
