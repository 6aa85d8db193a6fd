import type { Model } from '../../model';
import type { Cell } from '../../port';
import type { Filter, SemanticQuery } from '../../query';
import { compileQuery, compileTotals, type CompiledQuery } from '../../sql';
import type { Rows, Ticket } from '../control';
import type { Rights } from '../permissions';
import { describeFilter } from './describe';
import { Stop } from './stop';
import { addUpTo } from './sums';
import type { Check } from './types';

export interface Verification {
  readonly model: Model;
  readonly query: SemanticQuery;
  readonly compiled: CompiledQuery;
  readonly rights: Rights;
  readonly result: Rows;
  readonly ticket: Ticket;
}

/** Filters that are tried one by one to find the one that leaves nothing. */
const MAX_PARTS = 8;

/** What was checked about a result, in the order in which a reader would ask. */
export async function verify(verification: Verification): Promise<Check[]> {
  const totals = await checkTotals(verification);
  const values = await checkValues(verification);
  return [...(totals ? [totals] : []), checkRows(verification), values, checkTenant(verification)];
}

/** Why a result is not given out: the question's fault where its groups cannot be told apart, else Spot's. */
export function withheld({ name, detail }: Check, { ifRowsRepeat }: CompiledQuery): Stop {
  if (name !== 'rows' || !ifRowsRepeat)
    return new Stop('failed', 'verification', `The result was computed but is not given out. ${detail}`);
  const suggestions = ifRowsRepeat.suggestions.map((text) => ({ text }));
  return new Stop('refused', 'cannot-slice', ifRowsRepeat.message, { suggestions });
}

/** Additive measures of a grouped answer, summed over its rows, against the same question without groups. */
async function checkTotals({ model, query, rights, result, ticket }: Verification): Promise<Check | undefined> {
  const totals = compileTotals(model, query, { security: rights.security });
  if (!totals) return undefined;
  const { sql, params, tables, compare } = totals;
  const { rows } = await ticket.run({ sql, params, tables, tenant: rights.tenant ?? '', origin: 'generated' });
  const names = compare.map(({ answer }) => result.columns[answer]?.name ?? '');
  const wrong = compare.filter(({ answer, total }) => {
    return !addUpTo(
      result.rows.map((row) => row[answer] ?? null),
      rows[0]?.[total] ?? null,
    );
  });
  if (wrong.length === 0)
    return { name: 'totals', passed: true, detail: `The groups of ${names.join(', ')} add up to the total.` };
  const which = wrong.map(
    ({ answer, total }) => `${result.columns[answer]?.name ?? ''} (${String(rows[0]?.[total] ?? null)})`,
  );
  return { name: 'totals', passed: false, detail: `The groups do not add up to the total of ${which.join(', ')}.` };
}

/** Each combination of attributes stands once, and no more rows than were asked for. */
function checkRows({ query, result }: Verification): Check {
  const { rows } = result;
  const keys = query.attributes.length;
  const asked = Math.min(query.limit ?? Infinity, query.top && !query.top.per ? query.top.n : Infinity);
  if (keys === 0 && rows.length > 1)
    return { name: 'rows', passed: false, detail: `There are ${rows.length} rows where one was asked for.` };
  if (rows.length > asked)
    return { name: 'rows', passed: false, detail: `There are ${rows.length} rows where ${asked} were asked for.` };
  const distinct = new Set(rows.map((row) => JSON.stringify(row.slice(0, keys))));
  if (keys > 0 && distinct.size !== rows.length) {
    return {
      name: 'rows',
      passed: false,
      detail: `${rows.length - distinct.size} rows repeat a combination of the attributes.`,
    };
  }
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  return {
    name: 'rows',
    passed: true,
    detail: keys === 0 ? count : `${count}, one for each combination of the attributes.`,
  };
}

/** Whether there is anything in the answer, and if not, why. */
async function checkValues(verification: Verification): Promise<Check> {
  const { query, result } = verification;
  const keys = query.attributes.length;
  const missing = isMissing(result.rows, keys, query.measures.length);
  if (!missing) return { name: 'values', passed: true, detail: 'The answer holds values.' };
  const what = result.rows.length === 0 ? 'There are no rows' : 'Every value is empty';
  return { name: 'values', passed: false, detail: `${what}: ${await whatEmpties(verification)}` };
}

function isMissing(rows: readonly (readonly Cell[])[], keys: number, measures: number): boolean {
  if (rows.length === 0) return true;
  return measures > 0 && rows.every((row) => row.slice(keys).every((cell) => cell === null));
}

async function whatEmpties(verification: Verification): Promise<string> {
  const { model, query } = verification;
  const parts = conjuncts(query.filter);
  const { attributes, measures, conditions } = query;
  const base = { attributes, measures };
  const found = async (kept: readonly Filter[]): Promise<boolean> =>
    !(await isEmpty(verification, {
      ...base,
      ...(kept.length > 0 ? { filter: { op: 'and' as const, all: kept } } : {}),
    }));
  if (!(await found([]))) return 'there is no data for this at all.';
  if (await found(parts)) {
    return conditions && conditions.length > 0
      ? 'no group satisfies the conditions on its measures.'
      : 'nothing is left after ranking.';
  }
  for (const part of parts.slice(0, MAX_PARTS)) {
    if (!(await found([part]))) return `nothing satisfies ${describeFilter(model, part)}.`;
  }
  const words = parts.slice(0, MAX_PARTS).map((part) => describeFilter(model, part));
  return `nothing satisfies ${words.join(' and ')} together.`;
}

async function isEmpty({ model, rights, ticket }: Verification, query: SemanticQuery): Promise<boolean> {
  const compiled = compileQuery(model, { ...query, limit: 1000 }, { security: rights.security });
  if ('refusal' in compiled) return true;
  const { sql, params, tables } = compiled;
  const { rows } = await ticket.run({ sql, params, tables, tenant: rights.tenant ?? '', origin: 'generated' });
  return isMissing(rows, query.attributes.length, query.measures.length);
}

function conjuncts(filter: Filter | undefined): readonly Filter[] {
  if (!filter) return [];
  return filter.op === 'and' ? filter.all : [filter];
}

/** Said of what runs, not of what should: the rules of the very tables that the SQL reads. */
function checkTenant({ compiled, rights }: Verification): Check {
  return tenantCheck(compiled.tables, rights);
}

function tenantCheck(tables: readonly string[], { security, tenant }: Rights): Check {
  const open = tables.filter((table) => security.tables.get(table)?.rows === 'all');
  const ruled = tables.filter((table) => !open.includes(table));
  const passed = ruled.every((table) => security.tables.has(table));
  const whose = tenant === undefined ? 'what the policy opens' : `${tenant}’s rows`;
  const parts = [
    ...(ruled.length > 0 ? [`row rules on ${ruled.join(', ')}`] : []),
    ...(open.length > 0 ? [`open to all: ${open.join(', ')}`] : []),
  ];
  return { name: 'tenant', passed, detail: `Only ${whose} (${parts.join('; ') || 'no table is read'}).` };
}
