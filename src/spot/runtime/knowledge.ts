import { createLanguage, createValueIndex, type ColumnValues, type Language } from '../language';
import { reach, type ColumnRef, type FieldRef, type Model, type ModelField, type ModelTable } from '../model';
import { EngineError } from '../port';
import type { SemanticQuery } from '../query';
import { compileTogether } from '../sql';
import type { ControlPlane, Ticket } from './control';
import { MetadataIndex } from './metadata';
import type { Rights } from './permissions';

/** What questions of one group of requesters (the same rights) are read with. */
export interface Knowledge {
  readonly language: Language;
  metadata(): MetadataIndex;
  /** Last day in the data that they may see; undefined when there is no date. */
  readonly lastDay: string | undefined;
}

export interface KnowledgeOptions {
  /** Values of one column that are held; a column with more is not indexed at all. Default 20 000. */
  readonly valuesPerColumn?: number;
  /** Groups of requesters kept at once. Default 24. */
  readonly groups?: number;
}

/** Columns whose values are read by one statement: together they stay under what one result may hold. */
const TOGETHER = 40;

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
      const fields = this.model.fields.flatMap((field) => this.indexable(field, rights) ?? []);
      const columns: ColumnValues[] = [];
      let lastDay: string | undefined;
      for (let at = 0; at === 0 || at < fields.length; at += TOGETHER) {
        const some = fields.slice(at, at + TOGETHER);
        const dates = at === 0 ? this.dates(rights) : [];
        const found = await this.read([...some.map((of) => this.valuesOf(of)), ...dates.map(lastOf)], rights, ticket);
        columns.push(...some.map((of, index) => this.columnOf(of, found[index] ?? [])));
        lastDay = found
          .slice(some.length)
          .flatMap((values) => values.map((value) => value.slice(0, 10)))
          .filter((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))
          .reduce((last, day) => (last === undefined || day > last ? day : last), lastDay);
      }
      let metadata: MetadataIndex | undefined;
      return {
        language: createLanguage(this.model, createValueIndex(columns)),
        // Only for what is not understood.
        metadata: () => (metadata ??= new MetadataIndex(this.model, rights, columns)),
        lastDay,
      };
    } finally {
      ticket.end();
    }
  }

  /** The values that each query finds, NULL left out. One statement: a hundred small ones take longer to send. */
  private async read(queries: readonly SemanticQuery[], rights: Rights, ticket: Ticket): Promise<string[][]> {
    const found = queries.map((): string[] => []);
    const compiled = compileTogether(this.model, queries, { security: rights.security });
    if (!compiled) return found;
    const { rows } = await ticket.run({ ...compiled, tenant: rights.tenant ?? '', origin: 'generated' });
    for (const [query, value] of rows) if (typeof value === 'string') found[Number(query)]?.push(value);
    return found;
  }

  private get most(): number {
    return this.options.valuesPerColumn ?? 20_000;
  }

  private valuesOf(of: FieldRef): SemanticQuery {
    const filter = { op: 'is_not_null' as const, on: { of } };
    return { attributes: [{ of }], measures: [], filter, limit: this.most + 1 };
  }

  private columnOf(of: FieldRef, values: readonly string[]): ColumnValues {
    return values.length > this.most ? { of, values: [], complete: false } : { of, values };
  }

  /** Visible text attributes of tables that may be read, outside masks. Roles are the same values under another name. */
  private indexable(field: ModelField, { security }: Rights): FieldRef | undefined {
    const { ref, node, kind, hidden, valueType } = field;
    if (!ref || node === undefined || kind !== 'attribute' || hidden) return undefined;
    if (valueType !== 'text') return undefined;
    const table = security.tables.get(node);
    if (!table || this.model.nodes.get(node)?.role !== false) return undefined;
    return ref.field === 'column' && table.masks?.has(ref.column) ? undefined : ref;
  }

  /** The model's default date, else the tables' own dates. */
  private dates({ security }: Rights): ColumnRef[] {
    const { defaultDate, tables } = this.model;
    const met = defaultDate ? this.datesMet(defaultDate).filter((of) => security.tables.has(of.table)) : [];
    if (met.length > 0) return met;
    const own = [...tables.values()].flatMap(({ key, date }): ColumnRef[] =>
      date === undefined ? [] : [{ field: 'column', table: key, column: date }],
    );
    return (defaultDate ? [defaultDate] : own).filter((of) => security.tables.has(of.table));
  }

  /** A calendar goes on after the data ends: what counts are the days by which facts are joined to it. */
  private datesMet(date: ColumnRef): ColumnRef[] {
    const { tables, nodes } = this.model;
    const home = tables.get(date.table);
    if (!home || hasMeasures(home)) return [];
    return [...tables.values()].filter(hasMeasures).flatMap(({ key }): ColumnRef[] => {
      const way = reach(this.model, key, date.table);
      const join = way.kind === 'path' && !way.path.down ? way.path.steps.at(-1)?.join : undefined;
      const day = join?.on.find(([, theirs]) => theirs === date.column)?.[0];
      if (!join || day === undefined || nodes.get(join.from)?.role !== false) return [];
      return [{ field: 'column', table: join.from, column: day }];
    });
  }
}

function hasMeasures({ columns }: ModelTable): boolean {
  return [...columns.values()].some(({ kind }) => kind === 'measure');
}

function lastOf(of: ColumnRef): SemanticQuery {
  return { attributes: [], measures: [{ of, aggregation: 'max' }] };
}
