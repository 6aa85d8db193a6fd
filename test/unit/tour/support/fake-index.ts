import type { CodeIndex, CodeSymbol, SourceFile, SymbolKind } from '../../../../src/tour';

/** What a file defines: `ControlPlane`, `ControlPlane.charge`; the line is the position in the list. */
type Files = Readonly<Record<string, readonly string[]>>;

/** A code index made of names, without any code. */
export function fakeIndex(root: string, files: Files, references: Readonly<Record<string, number>> = {}): CodeIndex {
  const sources = Object.keys(files).map((path): SourceFile => ({ root, path }));
  const symbols = sources.flatMap((file) =>
    (files[file.path] ?? []).map((dotted, line): CodeSymbol => {
      const container = dotted.split('.');
      const name = container.pop() ?? '';
      const kind: SymbolKind = container.length > 0 ? 'method' : 'class';
      return { name, container, kind, file, line, column: 0, startLine: line, endLine: line };
    }),
  );
  return {
    root,
    files: () => sources,
    filesNamed: (path) => sources.filter((file) => file.path === path || file.path.endsWith(`/${path}`)),
    definitions: (name) => symbols.filter((symbol) => symbol.name === name),
    references: (name) => references[name] ?? 0,
    symbolsIn: (path) => symbols.filter(({ file }) => file.path === path),
    startingWith: () => [],
  };
}
