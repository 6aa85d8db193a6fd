import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import type { Language } from '../languages';

/** A grammar that is ready to parse with. */
export interface Grammar {
  readonly parser: TreeSitter.Parser;
  readonly query: TreeSitter.Query;
}

/** tree-sitter and the grammars; each is loaded when the first file needs it. */
export class Grammars {
  private runtime: Promise<typeof TreeSitter> | undefined;
  private readonly loaded = new Map<Language, Promise<Grammar>>();

  /** @param folder where `tree-sitter.js` and the grammars lie */
  constructor(private readonly folder: string = grammarsFolder()) {}

  get(language: Language): Promise<Grammar> {
    let grammar = this.loaded.get(language);
    if (grammar === undefined) {
      grammar = this.load(language);
      this.loaded.set(language, grammar);
    }
    return grammar;
  }

  /** Lets go of everything; the next `Grammars` start from scratch. */
  discard(): void {
    this.loaded.clear();
    const load = createRequire(import.meta.url);
    for (const script of this.scripts()) Reflect.deleteProperty(load.cache, script);
  }

  private async load(language: Language): Promise<Grammar> {
    this.runtime ??= this.start();
    const { Parser, Language, Query } = await this.runtime;
    const grammar = await Language.load(path.join(this.folder, `tree-sitter-${language.grammar}.wasm`));
    return { parser: new Parser().setLanguage(grammar), query: new Query(grammar, language.query) };
  }

  private async start(): Promise<typeof TreeSitter> {
    const script = this.scripts().find((file) => existsSync(file));
    if (script === undefined) throw new Error(`The parsers of the symbol index are not in ${this.folder}.`);
    const runtime = createRequire(import.meta.url)(script) as typeof TreeSitter;
    await runtime.Parser.init({ locateFile: () => path.join(this.folder, 'tree-sitter.wasm') });
    return runtime;
  }

  /** The copy beside the bundle is CommonJS by its name. */
  private scripts(): string[] {
    return ['tree-sitter.cjs', 'tree-sitter.js'].map((name) => path.join(this.folder, name));
  }
}

/** Beside the bundle or its chunks; when run from the sources, in node_modules. */
function grammarsFolder(): string {
  return (
    ['./tree-sitter', '../tree-sitter']
      .map((place) => fileURLToPath(new URL(place, import.meta.url)))
      .find((folder) => existsSync(path.join(folder, 'tree-sitter.wasm'))) ??
    path.dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'))
  );
}
