import type { Parameter, Statement } from '../../../spot';
import { Failure } from '../worker/failure';
import { byteMap, Edits, lastSemicolons, plainSpaces, renumber } from './edits';
import { tokens } from './lexer';
import { fold, inspect, text as textOf, type Node, type TableUse } from './tree';

/** Where loaded tables live. Connections never have it in their search path: see `secure`. */
export const DATA_SCHEMA = 'data';
const CATALOG = 'memory';
const MAX_LENGTH = 200_000;
const MAX_DEPTH = 150;
const MAX_TABLES = 200;
/** A LIMIT that never limits; conditions and casts of the statement around it are not evaluated below it. */
const BARRIER = '9223372036854775807';

/** SQL text to its statements' trees, as DuckDB parses it. Rejects with a Failure of kind `syntax` or `forbidden`. */
export type Parse = (sql: string) => Promise<readonly Node[]>;

/** A statement that may run as it stands. */
export interface Secured {
  readonly sql: string;
  readonly params: readonly Parameter[];
  /** A byte offset in `sql` to an offset in the text that was asked; undefined inside what the engine put in. */
  readonly origin: (byte: number) => number | undefined;
}

/**
 * Turns a statement into one that can read nothing but what it may.
 *
 * 1. DuckDB's own parser gives the tree; every node of it is checked (tree.ts).
 * 2. The name of each table is replaced in the text: by `memory.data."t"`, or, where a SELECT stands for the table, by
 *    `(SELECT * FROM (that SELECT) LIMIT …) AS "t"`, its parameters renumbered and bound after the statement's own.
 * 3. The new text is parsed again and must give exactly the tree that was meant: the first one with those tables
 *    exchanged. So neither the lexer's view of the text nor a parser's quirk can change what runs; a difference is
 *    refused.
 *
 * What keeps it sound: the loaded tables are in a schema that no search path holds and that a statement of a user cannot
 * name, so a table that step 2 did not touch does not bind at all. A CTE of the statement can shadow a table, as
 * anywhere in SQL, but never capture what a secured SELECT reads, because those names are fully qualified by step 2 too.
 * The LIMIT keeps the optimiser from evaluating the statement's conditions and casts on rows that the secured SELECT
 * removes, where an error message would show their values.
 */
export async function secure(statement: Statement, loaded: ReadonlySet<string>, parse: Parse): Promise<Secured> {
  const text = checkedText(statement.sql);
  const tree = await single(text, parse);
  const uses = inspect(tree);
  if (uses.length > MAX_TABLES)
    throw new Failure('forbidden', `The statement names tables ${uses.length} times; ${MAX_TABLES} are allowed.`);
  const allowed = new Set(statement.tables.map(fold));
  const secured = new Map(Object.entries(statement.secured ?? {}).map(([name, value]) => [fold(name), value]));
  const params: Parameter[] = [];
  const edits = new Edits(text);
  relabel(tree, renumber(text, edits, statement.params, params));
  const parts = new Map<string, Part>();
  for (const use of uses) {
    const name = fold(use.name);
    permit(use, allowed, loaded, statement);
    const select = secured.get(name);
    if (!select) {
      if (statement.origin === 'user')
        throw new Failure('forbidden', `No rule says which rows of ${use.name} may be read.`, { table: use.name });
      edits.replaceName(use, `${CATALOG}.${DATA_SCHEMA}.${quote(use.name)}`);
      Object.assign(use.node, { catalog_name: CATALOG, schema_name: DATA_SCHEMA });
      continue;
    }
    const part = parts.get(name) ?? (await standIn(select, params, loaded, parse).catch(ruleFailure(use.name)));
    parts.set(name, part);
    const alias = textOf(use.node['alias']);
    edits.replaceName(use, alias === '' ? `${part.sql} AS ${quote(use.name)}` : part.sql);
    exchange(use, part);
  }
  const sql = edits.apply();
  await sameTree(sql, tree, parse);
  return { sql, params, origin: byteMap(sql, edits) };
}

/** A rule that cannot be used is no fault of the statement: positions in it would mislead. */
function ruleFailure(table: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.kind, `The rule for the table ${table} cannot be used. ${error.message}`, { table });
  };
}

/** The SELECT that stands for a table, ready to be put into a FROM clause. */
interface Part {
  readonly sql: string;
  readonly tree: Node;
}

async function standIn(
  select: { readonly sql: string; readonly params: readonly Parameter[] },
  params: Parameter[],
  loaded: ReadonlySet<string>,
  parse: Parse,
): Promise<Part> {
  const text = checkedText(select.sql);
  const tree = await single(text, parse);
  const edits = new Edits(text);
  relabel(tree, renumber(text, edits, select.params, params));
  for (const use of inspect(tree)) {
    permit(use, loaded, loaded, undefined);
    edits.replaceName(use, `${CATALOG}.${DATA_SCHEMA}.${quote(use.name)}`);
    Object.assign(use.node, { catalog_name: CATALOG, schema_name: DATA_SCHEMA });
  }
  const inner = edits.apply();
  await sameTree(inner, tree, parse);
  const sql = `SELECT * FROM (${inner}\n) LIMIT ${BARRIER}`;
  return { sql: `(${sql})`, tree: await single(sql, parse) };
}

function permit(
  use: TableUse,
  allowed: ReadonlySet<string>,
  loaded: ReadonlySet<string>,
  statement: Statement | undefined,
): void {
  const at = { table: use.name, ...(use.location < 2 ** 32 ? { position: use.location } : {}) };
  const qualified = use.catalog !== '' || use.schema !== '';
  const ours = ['', CATALOG].includes(fold(use.catalog)) && ['', 'main'].includes(fold(use.schema));
  if (qualified && (statement?.origin === 'user' || !ours))
    throw new Failure('forbidden', `Name the table ${use.name} alone, without a schema or catalog before it.`, at);
  if (!allowed.has(fold(use.name)))
    throw new Failure('forbidden', `There is no table ${use.name} that this statement may read.`, {
      ...at,
      ...(statement ? { candidates: statement.tables } : {}),
    });
  if (!loaded.has(fold(use.name))) throw new Failure('bind', `The table ${use.name} has not been loaded.`, at);
}

/** Makes the tree say what the text will: a subquery where the table was. */
function exchange(use: TableUse, part: Part): void {
  const { alias, sample, column_name_alias } = use.node;
  for (const key of Object.keys(use.node)) Reflect.deleteProperty(use.node, key);
  Object.assign(use.node, {
    type: 'SUBQUERY',
    alias: alias === '' ? use.name : alias,
    sample,
    subquery: part.tree,
    column_name_alias,
  });
}

/** Gives the parameters in a tree their new numbers. */
function relabel(tree: Node, numbers: ReadonlyMap<string, string>): void {
  const work: unknown[] = [tree];
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const node = value as Node;
    if (node['class'] === 'PARAMETER') node['identifier'] = numbers.get(textOf(node['identifier']));
    work.push(...Object.values(node).filter((child) => typeof child === 'object' && child !== null));
  }
}

async function single(sql: string, parse: Parse): Promise<Node> {
  const [statement, ...more] = await parse(sql);
  if (!statement) throw new Failure('syntax', 'There is no statement here.');
  if (more.length > 0) throw new Failure('forbidden', 'Only one statement runs at a time.');
  return statement;
}

async function sameTree(sql: string, meant: Node, parse: Parse): Promise<void> {
  const actual = await single(sql, parse).catch((error: unknown) => {
    throw error instanceof Failure && error.kind === 'syntax' ? unclear() : error;
  });
  if (shape(actual) !== shape(meant)) throw unclear();
}

function unclear(): Failure {
  return new Failure(
    'forbidden',
    'This way of writing a table cannot be checked. Write it as FROM table, with plain spaces between the words.',
  );
}

/** A tree as text, without what depends on where it stands in the text. */
function shape(tree: Node): string {
  return JSON.stringify(tree, (key, value: unknown) =>
    key === 'query_location' || key === 'named_param_map' ? undefined : value,
  );
}

function checkedText(given: string): string {
  // A lone surrogate has no UTF-8: it becomes U+FFFD, here as in DuckDB, so that offsets agree.
  const sql = Buffer.from(given, 'utf8').toString('utf8');
  if (sql.length > MAX_LENGTH) throw new Failure('forbidden', `The statement is longer than ${MAX_LENGTH} characters.`);
  if (sql.includes('\0')) throw new Failure('syntax', 'The statement holds a NUL character.');
  let depth = 0;
  for (const token of tokens(sql)) {
    if (token.type === 'open') depth += 1;
    else if (token.type === 'close') depth -= 1;
    if (depth > MAX_DEPTH) throw new Failure('forbidden', `Brackets are nested more than ${MAX_DEPTH} deep.`);
  }
  return lastSemicolons(plainSpaces(sql));
}

/** An identifier, quoted. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
