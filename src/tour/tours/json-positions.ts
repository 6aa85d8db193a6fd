/** Where the text stops being JSON. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

export interface JsonPositions {
  /** Offsets of values by their path: `steps/3/line`. */
  readonly positions: ReadonlyMap<string, number>;
  readonly fault?: JsonFault;
}

/** Values deeper than this have no position of their own. */
const DEPTH = 4;
const DEEPEST = 200;
const SPACE = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

interface Level {
  readonly close: '}' | ']';
  readonly path: string;
  entries: number;
}

/** Walks through JSON without building it: where each value starts, and what is wrong first. */
export function jsonPositions(text: string): JsonPositions {
  const reader = new Reader(text);
  try {
    reader.read();
    return { positions: reader.positions };
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    return { positions: reader.positions, fault: { offset: Math.min(reader.at, text.length), message: error.message } };
  }
}

class Unexpected extends Error {}

class Reader {
  readonly positions = new Map<string, number>();
  at: number;
  private readonly open: Level[] = [];

  constructor(private readonly text: string) {
    this.at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  read(): void {
    let path: string | undefined = '';
    while (path !== undefined) {
      this.value(path);
      path = this.next();
    }
  }

  /** A scalar as a whole, or the opening bracket of an object or array. */
  private value(path: string): void {
    this.skip(SPACE);
    if (this.open.length <= DEPTH) this.positions.set(path, this.at);
    const character = this.text[this.at];
    if (character === '{' || character === '[') {
      if (this.open.length >= DEEPEST) throw new Unexpected('this is nested too deeply');
      this.at += 1;
      this.open.push({ close: character === '{' ? '}' : ']', path, entries: 0 });
    } else if (character === '"') this.string();
    else if (!this.skip(SCALAR)) throw new Unexpected(character === undefined ? TOO_EARLY : 'a value is expected here');
  }

  /** Closes what ends here and goes to the next entry: its path, or undefined at the end of the text. */
  private next(): string | undefined {
    for (let level = this.open.at(-1); level !== undefined; level = this.open.at(-1)) {
      this.skip(SPACE);
      if (this.text[this.at] !== level.close) return this.entry(level);
      this.at += 1;
      this.open.pop();
    }
    this.skip(SPACE);
    if (this.at < this.text.length) throw new Unexpected('nothing may follow here');
    return undefined;
  }

  private entry(level: Level): string {
    if (level.entries > 0) {
      if (this.text[this.at] !== ',')
        throw new Unexpected(this.at < this.text.length ? 'a comma is missing here' : TOO_EARLY);
      this.at += 1;
    }
    const name = level.close === ']' ? String(level.entries) : this.key();
    level.entries += 1;
    return level.path === '' ? name : `${level.path}/${name}`;
  }

  private key(): string {
    this.skip(SPACE);
    const start = this.at;
    if (this.text[start] !== '"') throw new Unexpected('a name in double quotes is expected here');
    this.string();
    const name = this.text.slice(start + 1, this.at - 1);
    this.skip(SPACE);
    if (this.text[this.at] !== ':') throw new Unexpected('a colon is missing here');
    this.at += 1;
    return name;
  }

  private string(): void {
    this.at += 1;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        if (!this.skip(ESCAPE)) throw new Unexpected('a backslash must be doubled');
      } else if (code < 0x20 || Number.isNaN(code)) throw new Unexpected('the closing quote is missing');
      else this.at += 1;
    }
    this.at += 1;
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at += found[0].length;
    return found !== null;
  }
}

const TOO_EARLY = 'the file ends too early';

/** Line and column from 0. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, column: offset - (before.lastIndexOf('\n') + 1) };
}
