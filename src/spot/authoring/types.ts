/** A file that a place's names stand in. `questions` is a `.spotql` file. */
export interface SpotText {
  /** Any name that tells the files apart. */
  readonly file: string;
  readonly kind: 'model' | 'policy' | 'suite' | 'notebook' | 'questions';
  readonly text: string;
}

/** What a name in such a file stands for. */
export type Thing =
  | { readonly kind: 'table'; readonly table: string }
  /** A table's part under another name (`as:` of a join). */
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'column'; readonly table: string; readonly column: string }
  | { readonly kind: 'formula'; readonly formula: string }
  /** `{tenant}` in a policy's rule. */
  | { readonly kind: 'placeholder'; readonly name: string };

/** A place where a thing is named. Offsets are UTF-16 units of the file's text; the end is exclusive. */
export interface Mention {
  readonly thing: Thing;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** `definition`: the key (a formula's `name`) that makes it; `naming`: a column's own `name`; `use`: anywhere else. */
  readonly as: 'definition' | 'naming' | 'use';
  /** Whether the column's key stands there, what people call it, or (in a question) another word for it. */
  readonly by: 'key' | 'name' | 'synonym';
}

/** Whether two stand for the same. */
export function sameThing(a: Thing, b: Thing): boolean {
  return keyOf(a) === keyOf(b);
}

/** A thing as a plain text, to look it up by. */
export function keyOf(thing: Thing): string {
  switch (thing.kind) {
    case 'table':
      return JSON.stringify(['table', thing.table]);
    case 'role':
      return JSON.stringify(['role', thing.role]);
    case 'column':
      return JSON.stringify(['column', thing.table, thing.column]);
    case 'formula':
      return JSON.stringify(['formula', thing.formula]);
    case 'placeholder':
      return JSON.stringify(['placeholder', thing.name]);
  }
}
