import { createLanguage, createValueIndex, type ColumnValues, type Language } from '../language';
import type { FieldRef, Model, ModelField } from '../model';
import { EngineError } from '../port';
import { compileQuery } from '../sql';
import type { ControlPlane, Ticket } from './control';
import { MetadataIndex } from './metadata';
import type { Rights } from './permissions';

/** What questions of one group of requesters (the same rights) are read with. */
export interface Knowledge {
  readonly language: Language;
  readonly metadata: MetadataIndex;
  /** Last day in the data that they may see; undefined when there is no date. */
  readonly lastDay: string | undefined;
}

export interface KnowledgeOptions {
  /** Values of one column that are held; a column with more is not indexed at all. Default 20 000. */
  readonly valuesPerColumn?: number;
  /** Groups of requesters kept at once. Default 24. */
  readonly groups?: number;
}

/**
 * Loads what is needed to read a group's questions when it first asks: the values of the columns, read by ordinary
 * queries under that group's own row rules, so that nobody else's values can be in them.
 */
export class KnowledgeBase {
  private readonly groups = new Map<string, Promise<Knowledge>>();

  constructor(
    private readonly model: Model,
    private readonly options: KnowledgeOptions = {},
  ) {}

  async of(rights: Rights, plane: ControlPlane, session: string, signal?: AbortSignal): Promise<Knowledge> {
    const known = this.groups.get(rights.key);
    this.groups.delete(rights.key);
    const group = known ?? this.load(rights, plane, session, signal);
    this.groups.set(rights.key, group);
    const [oldest] = this.groups.keys();
    if (this.groups.size > (this.options.groups ?? 24) && oldest !== undefined) this.groups.delete(oldest);
    try {
      return await group;
    } catch (error) {
      if (this.groups.get(rights.key) === group) this.groups.delete(rights.key);
      // Somebody else's cancelled question must not fail this one.
      const others = known !== undefined && error instanceof EngineError && error.kind === 'cancelled';
      if (others && signal?.aborted !== true) return this.of(rights, plane, session, signal);
      throw error;
    }
  }

  private async load(rights: Rights, plane: ControlPlane, session: string, signal?: AbortSignal): Promise<Knowledge> {
    const ticket = plane.beginReading({ tenant: rights.tenant, session }, signal);
    try {
      const columns = await this.values(rights, ticket);
      const lastDay = await this.lastDay(rights, ticket);
      return {
        language: createLanguage(this.model, createValueIndex(columns)),
        metadata: new MetadataIndex(this.model, rights, columns),
        lastDay,
      };
    } finally {
      ticket.end();
    }
  }

  private async values(rights: Rights, ticket: Ticket): Promise<ColumnValues[]> {
    const most = this.options.valuesPerColumn ?? 20_000;
    const columns: ColumnValues[] = [];
    for (const field of this.model.fields) {
      const of = this.indexable(field, rights);
      if (!of) continue;
      const query = {
        attributes: [{ of }],
        measures: [],
        filter: { op: 'is_not_null' as const, on: { of } },
        limit: most + 1,
      };
      const compiled = compileQuery(this.model, query, { security: rights.security });
      if ('refusal' in compiled) continue;
      const { sql, params, tables } = compiled;
      const { rows, columns: types } = await ticket.run({
        sql,
        params,
        tables,
        tenant: rights.tenant ?? '',
        origin: 'generated',
      });
      if (types[0]?.type !== 'text') continue;
      const values = rows.flatMap(([value]) => (typeof value === 'string' ? [value] : []));
      columns.push(values.length > most ? { of, values: [], complete: false } : { of, values });
    }
    return columns;
  }

  /** Visible text attributes of tables that may be read, outside masks. Roles are the same values under another name. */
  private indexable(field: ModelField, { security }: Rights): FieldRef | undefined {
    const { ref, node, kind, hidden, valueType } = field;
    if (!ref || node === undefined || kind !== 'attribute' || hidden) return undefined;
    if (valueType !== 'text' && valueType !== 'unknown') return undefined;
    const table = security.tables.get(node);
    if (!table || this.model.nodes.get(node)?.role !== false) return undefined;
    return ref.field === 'column' && table.masks?.has(ref.column) ? undefined : ref;
  }

  /** Of the model's default date, else of the tables' own dates. */
  private async lastDay(rights: Rights, ticket: Ticket): Promise<string | undefined> {
    const { defaultDate, tables } = this.model;
    const own = [...tables.values()].flatMap(({ key, date }) =>
      date === undefined ? [] : [{ field: 'column' as const, table: key, column: date }],
    );
    let last: string | undefined;
    for (const of of defaultDate ? [defaultDate] : own) {
      if (!rights.security.tables.has(of.table)) continue;
      const compiled = compileQuery(
        this.model,
        { attributes: [], measures: [{ of, aggregation: 'max' }] },
        { security: rights.security },
      );
      if ('refusal' in compiled) continue;
      const { sql, params, tables: read } = compiled;
      const { rows } = await ticket.run({
        sql,
        params,
        tables: read,
        tenant: rights.tenant ?? '',
        origin: 'generated',
      });
      const day = /^\d{4}-\d{2}-\d{2}/.exec(String(rows[0]?.[0] ?? ''))?.[0];
      if (day !== undefined && (last === undefined || day > last)) last = day;
    }
    return last;
  }
}
