import assert from 'node:assert/strict';
import { Grammars } from '../../../../../src/tour/symbols/parsing/grammars';
import { parseFile } from '../../../../../src/tour/symbols/parsing/parse';
import { symbolsOf, type FileRecord } from '../../../../../src/tour/symbols/record';
import type { CodeSymbol } from '../../../../../src/tour';

const grammars = new Grammars();

export function parse(path: string, content: string | Uint8Array): Promise<FileRecord> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return parseFile({ path, size: bytes.length, mtimeMs: 0 }, bytes, grammars);
}

export async function definitionsIn(path: string, content: string | Uint8Array): Promise<CodeSymbol[]> {
  return symbolsOf(await parse(path, content), { root: '/', path });
}

/** `method Shape.area 3-5`: kind, name with containers, first and last line counted from 1. */
export function described({ kind, container, name, startLine, endLine }: CodeSymbol): string {
  const lines = startLine === endLine ? `${startLine + 1}` : `${startLine + 1}-${endLine + 1}`;
  return `${kind} ${[...container, name].join('.')} ${lines}`;
}

/** A test that a source has exactly these definitions, one per line, and that each one's place is where its name is. */
export function itDefines(title: string, path: string, source: string, expected: string): void {
  it(title, async () => {
    const symbols = await definitionsIn(path, source);
    assert.deepEqual(
      symbols.map(described),
      expected
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    );
    const lines = source.split('\n');
    for (const { name, line, column } of symbols) {
      assert.equal(lines[line]?.slice(column, column + name.length), name);
    }
  });
}
