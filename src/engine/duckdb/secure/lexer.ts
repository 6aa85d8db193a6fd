/**
 * Splits SQL into the few tokens that the engine edits around. It decides nothing about safety: what is edited is
 * parsed again by DuckDB and compared with the tree that was meant (see rewrite.ts).
 */
export interface Token {
  readonly type:
    'word' | 'quoted' | 'string' | 'parameter' | 'question' | 'semicolon' | 'dot' | 'open' | 'close' | 'other';
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
}

const WORD_START = /[A-Za-z_]|(?!\s)[\u0080-\uffff]/;
const WORD = /[A-Za-z0-9_$]|(?!\s)[\u0080-\uffff]/;
const SINGLE: Readonly<Record<string, Token['type']>> = {
  ';': 'semicolon',
  '.': 'dot',
  '?': 'question',
  '(': 'open',
  '[': 'open',
  '{': 'open',
  ')': 'close',
  ']': 'close',
  '}': 'close',
};

export function tokens(sql: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  const push = (type: Token['type'], end: number) => {
    found.push({ type, start: at, end });
    at = end;
  };
  while (at < sql.length) {
    const char = sql.charAt(at);
    const next = sql.charAt(at + 1);
    if (char === '-' && next === '-') at = lineEnd(sql, at);
    else if (char === '/' && next === '*') at = commentEnd(sql, at);
    else if (/\s/.test(char)) at += 1;
    else if (char === "'") push('string', quoteEnd(sql, at, false));
    else if ((char === 'e' || char === 'E') && next === "'") push('string', quoteEnd(sql, at + 1, true));
    else if (char === '"') push('quoted', quoteEnd(sql, at, false));
    else if (char === '$') dollar(sql, at, push);
    else if (WORD_START.test(char)) push('word', runEnd(sql, at, WORD));
    else if (/[0-9]/.test(char)) push('other', runEnd(sql, at, /[0-9A-Za-z_.]/));
    else push(SINGLE[char] ?? 'other', at + 1);
  }
  return found;
}

/** `$1`, `$name` or `$tag$ … $tag$`. */
function dollar(sql: string, at: number, push: (type: Token['type'], end: number) => void): void {
  if (/[0-9]/.test(sql.charAt(at + 1))) {
    push('parameter', runEnd(sql, at + 1, /[0-9]/));
    return;
  }
  const tagEnd = runEnd(sql, at + 1, /[A-Za-z0-9_\u0080-\uffff]/);
  if (sql.charAt(tagEnd) !== '$') {
    push('parameter', tagEnd);
    return;
  }
  const tag = sql.slice(at, tagEnd + 1);
  const close = sql.indexOf(tag, tagEnd + 1);
  push('string', close < 0 ? sql.length : close + tag.length);
}

function runEnd(sql: string, at: number, of: RegExp): number {
  let end = at;
  while (end < sql.length && of.test(sql.charAt(end))) end += 1;
  return end;
}

function lineEnd(sql: string, at: number): number {
  const end = sql.slice(at).search(/[\r\n]/);
  return end < 0 ? sql.length : at + end;
}

/** Comments nest. */
function commentEnd(sql: string, at: number): number {
  let depth = 0;
  let end = at;
  while (end < sql.length) {
    const pair = sql.slice(end, end + 2);
    if (pair === '/*') depth += 1;
    else if (pair === '*/') depth -= 1;
    end += pair === '/*' || pair === '*/' ? 2 : 1;
    if (depth === 0) return end;
  }
  return sql.length;
}

/** The end of what opens at `at`; the quote doubled stands for itself. */
function quoteEnd(sql: string, at: number, backslash: boolean): number {
  const quote = sql.charAt(at);
  let end = at + 1;
  while (end < sql.length) {
    const char = sql.charAt(end);
    if (backslash && char === '\\') end += 2;
    else if (char !== quote) end += 1;
    else if (sql.charAt(end + 1) === quote) end += 2;
    else return end + 1;
  }
  return sql.length;
}
