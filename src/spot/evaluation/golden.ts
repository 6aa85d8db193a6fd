import { isMap, isSeq } from 'yaml';
import type { ModelDiagnostic, Span } from '../model';
import { Reader, type Entry, type YamlNode } from '../model/reader';
import type { Cell } from '../port';

export const REFUSALS = [
  'unknown-term',
  'ambiguous',
  'cannot-slice',
  'not-permitted',
  'guardrail',
  'budget',
  'killed',
  'invalid-date',
  'too-complex',
] as const;

export type ExpectedRefusal = (typeof REFUSALS)[number];

/** One question with what is expected of it. */
export interface GoldenCase {
  readonly ask: string;
  readonly tags: readonly string[];
  readonly user?: string;
  readonly tenant?: string;
  readonly now?: string;
  readonly follow: readonly string[];
  readonly expect: Expectation;
  /** From 1, in the suite's file. */
  readonly line: number;
  readonly span: Span;
}

export type Expectation =
  | { readonly kind: 'sql'; readonly sql: string; readonly ordered: boolean }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly Cell[])[]; readonly ordered: boolean }
  | { readonly kind: 'refused'; readonly reason: ExpectedRefusal };

export interface LoadedSuite {
  /** Absent when there is any error. */
  readonly cases?: readonly GoldenCase[];
  /** All of them, in the file's order. */
  readonly diagnostics: readonly ModelDiagnostic[];
}

const KEYS = ['ask', 'tags', 'user', 'tenant', 'now', 'follow', 'expect'] as const;
const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Reads golden.yaml. Never throws for what the text holds: every mistake is a diagnostic at its own line. */
export function loadSuite(text: string, { path }: { readonly path: string }): LoadedSuite {
  const reader = new Reader(text, path);
  const cases: GoldenCase[] = [];
  if (reader.diagnostics.length === 0) {
    if (!reader.root) reader.report(START, 'The suite is empty. Start with "- ask:".');
    else {
      for (const item of reader.items(reader.root, 'The suite', START)) {
        const one = readCase(reader, item);
        if (one) cases.push(one);
      }
    }
  }
  const diagnostics = [...reader.diagnostics].sort(
    (a, b) => a.span.line - b.span.line || a.span.column - b.span.column,
  );
  return diagnostics.some(({ severity }) => severity === 'error') ? { diagnostics } : { cases, diagnostics };
}

function readCase(reader: Reader, item: YamlNode): GoldenCase | undefined {
  const span = reader.spanOf(item, START);
  const parts = new Map(reader.entries(item, 'A case', span, KEYS).map((entry) => [entry.key, entry]));
  const text = (key: string): string | undefined => {
    const entry = parts.get(key);
    return entry && reader.textOf(entry.value, `"${key}"`, entry.keySpan);
  };
  const list = (key: string): readonly string[] => {
    const entry = parts.get(key);
    return entry ? reader.texts(entry.value, `"${key}"`, entry.keySpan) : [];
  };
  const [ask, user, tenant, now] = [text('ask'), text('user'), text('tenant'), text('now')];
  const nowEntry = parts.get('now');
  if (now !== undefined && nowEntry && !isDate(now)) {
    reader.report(reader.spanOf(nowEntry.value, nowEntry.keySpan), `"now" is no date that exists: write YYYY-MM-DD.`);
  }
  const [tags, follow] = [list('tags'), list('follow')];
  const expected = parts.get('expect');
  const expect = expected && readExpectation(reader, expected);
  if (!parts.has('ask') || !expected) reader.report(span, 'A case needs "ask" and "expect".');
  if (ask === undefined || !expect) return undefined;
  return {
    ask,
    tags,
    follow,
    expect,
    ...(user === undefined ? {} : { user }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(now === undefined ? {} : { now }),
    line: span.line,
    span,
  };
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function readExpectation(reader: Reader, entry: Entry): Expectation | undefined {
  const known = ['sql', 'rows', 'refused', 'ordered'] as const;
  const parts = new Map(reader.entries(entry.value, '"expect"', entry.keySpan, known).map((part) => [part.key, part]));
  const given = (['sql', 'rows', 'refused'] as const).filter((key) => parts.has(key));
  const [kind] = given;
  const part = kind && parts.get(kind);
  if (given.length !== 1 || !part) {
    reader.report(entry.keySpan, '"expect" needs one of "sql", "rows" or "refused".');
    return undefined;
  }
  const orderedPart = parts.get('ordered');
  const ordered = orderedPart ? reader.flag(orderedPart.value, '"ordered"', orderedPart.keySpan) : false;
  if (kind === 'refused') {
    const reason = reader.choice(part.value, '"refused"', part.keySpan, REFUSALS);
    return reason && { kind, reason };
  }
  if (kind === 'rows') return { kind, rows: readRows(reader, part), ordered };
  const sql = reader.textOf(part.value, '"sql"', part.keySpan);
  return sql === undefined ? undefined : { kind, sql, ordered };
}

/** Rows as lists, or as mappings whose values count in their order. */
function readRows(reader: Reader, entry: Entry): Cell[][] {
  return reader.items(entry.value, '"rows"', entry.keySpan).map((row) => {
    const at = reader.spanOf(row, entry.keySpan);
    const values = isMap(row)
      ? reader.entries(row, 'A row', at).map(({ value }) => value)
      : isSeq(row)
        ? reader.items(row, 'A row', at)
        : undefined;
    if (!values) reader.report(at, 'A row must be a list of values.');
    return (values ?? []).map((node) => readCell(reader, node, at));
  });
}

/** Numbers keep the digits that they are written with. */
function readCell(reader: Reader, node: YamlNode, at: Span): Cell {
  if (!node || !('value' in node)) {
    if (node) reader.report(reader.spanOf(node, at), 'A value must be one text, number, true, false or null.');
    return null;
  }
  const { value, source } = node as { readonly value: unknown; readonly source?: string };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : (source ?? value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value !== null) reader.report(reader.spanOf(node, at), 'A value must be one text, number, true, false or null.');
  return null;
}
