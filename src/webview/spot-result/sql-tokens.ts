/** A stretch of SQL of one kind; all of them together are the text. */
export interface SqlToken {
  readonly kind: 'plain' | 'keyword' | 'text' | 'value' | 'comment';
  readonly text: string;
}

const KEYWORDS = new Set(
  `all and as asc between by case cast coalesce count cross current date desc distinct else end except exists extract false
  filter first following from full group having ilike in inner intersect interval is join lateral last left like limit not
  null nulls offset on or order outer over partition preceding qualify range right row rows select sum avg min max then
  true unbounded union unnest using values when where window with within`.split(/\s+/),
);

const TOKEN =
  /(?<comment>--[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/)?)|(?<text>'[^']*(?:''[^']*)*'?)|(?<name>"[^"]*"?)|(?<value>\$\d+|\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_]\w*)/g;

/** Splits SQL for colouring. It need not be valid. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let end = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const kind = kindOf(match.groups ?? {});
    if (kind === 'plain') continue;
    if (match.index > end) tokens.push({ kind: 'plain', text: sql.slice(end, match.index) });
    tokens.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < sql.length) tokens.push({ kind: 'plain', text: sql.slice(end) });
  return tokens;
}

function kindOf({ comment, text, value, word }: Record<string, string | undefined>): SqlToken['kind'] {
  if (comment !== undefined) return 'comment';
  if (text !== undefined) return 'text';
  if (value !== undefined) return 'value';
  return word !== undefined && KEYWORDS.has(word.toLowerCase()) ? 'keyword' : 'plain';
}
