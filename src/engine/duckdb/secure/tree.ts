import { Failure } from '../worker/failure';
import { isAllowedFunction, isAllowedTableFunction } from './functions';

/** A node of the tree that `json_serialize_sql` writes. */
export type Node = Record<string, unknown>;

/** A table named in a statement, apart from those that a WITH of the statement defines. */
export interface TableUse {
  readonly node: Node;
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  /** Byte offset of the (qualified) name. */
  readonly location: number;
}

const EXPRESSIONS = new Set(
  `BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT DEFAULT FUNCTION LAMBDA LAMBDA_REF OPERATOR
   PARAMETER POSITIONAL_REFERENCE STAR SUBQUERY WINDOW TYPE`.split(/\s+/),
);
const TABLES = new Set('BASE_TABLE EMPTY EXPRESSION_LIST JOIN PIVOT SUBQUERY TABLE_FUNCTION COLUMN_DATA'.split(' '));
const QUERIES = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'CTE_NODE']);

/** What a piece of the tree sees: the names that enclosing WITH clauses define, innermost first. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

/**
 * Checks every node of a statement's tree against what is allowed and returns the tables that it reads.
 *
 * Unknown kinds of nodes are refused: what a later DuckDB adds is off until somebody has looked at it. A table that is
 * taken for a CTE here by mistake cannot be read by it: see rewrite.ts.
 */
export function inspect(statement: Node): TableUse[] {
  const uses: TableUse[] = [];
  const work: { value: unknown; scope: Scope | undefined }[] = [{ value: statement, scope: undefined }];
  for (let item = work.pop(); item; item = work.pop()) {
    const { value, scope } = item;
    if (Array.isArray(value)) {
      for (const entry of value) work.push({ value: entry, scope });
      continue;
    }
    if (typeof value !== 'object' || value === null) continue;
    const node = value as Node;
    check(node);
    if (node['type'] === 'BASE_TABLE' && !('class' in node)) use(node, scope, uses);
    let inner = scope;
    for (const [key, query] of ctes(node)) {
      // A CTE sees those before it, and itself only when it is recursive.
      const recursive = asNode(asNode(query)?.['query'])?.['node'];
      const own = asNode(recursive)?.['type'] === 'RECURSIVE_CTE_NODE' ? within(inner, key) : inner;
      work.push({ value: query, scope: own });
      inner = within(inner, key);
    }
    for (const [key, child] of Object.entries(node)) {
      // Constants hold values, not nodes: a VALUE of a struct may have any keys.
      if (key === 'cte_map' || (key === 'value' && node['class'] === 'CONSTANT')) continue;
      work.push({ value: child, scope: inner });
    }
  }
  return uses;
}

function check(node: Node): void {
  const type = typeof node['type'] === 'string' ? node['type'] : '';
  const location = typeof node['query_location'] === 'number' ? node['query_location'] : undefined;
  const at = location !== undefined && location < 2 ** 32 ? { position: location } : {};
  if ('class' in node) {
    if (!EXPRESSIONS.has(String(node['class'])))
      throw new Failure(
        'forbidden',
        `This kind of expression is not allowed here (${words(String(node['class']))}).`,
        at,
      );
    if ('function_name' in node) checkFunction(node, at);
  } else if (type.endsWith('_NODE')) {
    if (!QUERIES.has(type)) throw new Failure('forbidden', 'Only SELECT statements run here.', at);
  } else if ('sample' in node && 'alias' in node) {
    if (!TABLES.has(type)) throw new Failure('forbidden', `${tableKind(type)} is not allowed here.`, at);
    if (type === 'TABLE_FUNCTION') checkTableFunction(node, at);
    if (node['at_clause'] !== undefined && node['at_clause'] !== null)
      throw new Failure('forbidden', 'Reading a table as of another version is not allowed here.', at);
  } else if ('function_name' in node || 'table_name' in node) {
    throw new Failure('forbidden', 'This statement holds a part that is not allowed here.', at);
  }
}

function checkFunction(node: Node, at: { position?: number }): void {
  const name = String(node['function_name']);
  const schema = node['schema'];
  if (schema !== '' && schema !== undefined && schema !== 'main')
    throw new Failure('forbidden', `Write ${name}(…) with its arguments inside the brackets, not after a dot.`, at);
  if (node['catalog'] !== '' && node['catalog'] !== undefined)
    throw new Failure('forbidden', `Write ${name}(…) without a catalog's name.`, at);
  if (!isAllowedFunction(name))
    throw new Failure('forbidden', `The function ${name} is not on the list of functions that may be used.`, at);
}

function checkTableFunction(node: Node, at: { position?: number }): void {
  const name = String(asNode(node['function'])?.['function_name']);
  if (!isAllowedTableFunction(name))
    throw new Failure(
      'forbidden',
      `${name}(…) cannot be read from: only tables, range, generate_series and unnest can.`,
      at,
    );
}

function use(node: Node, scope: Scope | undefined, uses: TableUse[]): void {
  const [catalog, schema, name] = ['catalog_name', 'schema_name', 'table_name'].map((key) => text(node[key]));
  if (catalog === undefined || schema === undefined || name === undefined) return;
  if (catalog === '' && schema === '' && defines(scope, fold(name))) return;
  uses.push({ node, catalog, schema, name, location: Number(node['query_location']) });
}

function defines(scope: Scope | undefined, name: string): boolean {
  for (let current = scope; current; current = current.outer) if (current.names.has(name)) return true;
  return false;
}

function within(outer: Scope | undefined, key: string): Scope {
  return { names: new Set([fold(key)]), outer };
}

function ctes(node: Node): [string, unknown][] {
  const map = asNode(node['cte_map'])?.['map'];
  if (!Array.isArray(map)) return [];
  return map.map((entry: unknown) => [String(asNode(entry)?.['key']), asNode(entry)?.['value']]);
}

function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null ? (value as Node) : undefined;
}

/** Names compare as DuckDB compares them: ASCII letters without case. */
export function fold(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function tableKind(type: string): string {
  return type === 'SHOW_REF' ? 'DESCRIBE, SHOW or SUMMARIZE' : `A table of the kind ${words(type)}`;
}

/** A text of the tree; empty when it holds none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function words(type: string): string {
  return type.toLowerCase().replaceAll('_', ' ');
}
