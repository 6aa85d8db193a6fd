import { fieldsOf } from '../model/fields';
import type { Model, ModelColumn, ModelTable } from '../model';
import type { Measure, SemanticQuery } from '../query';
import { GrammarPlanner, type Plan, type Planner, type PlanRequest } from '../runtime/agent/planner';
import type { PlannerName } from './types';

/** What a column was called before the warehouse renamed it. */
const FORMER = '_old';

/** A planner with a fault, and the model that it makes the runtime believe in. */
export interface Staged {
  readonly planner: Planner;
  readonly model: Model;
}

export function stage(name: PlannerName, model: Model): Staged {
  if (name === 'stale-column') return { planner: new StaleColumnPlanner(model), model: withFormerColumns(model) };
  if (name === 'stubborn') return { planner: new StubbornPlanner(), model: withFormerColumns(model) };
  return { planner: new ObedientPlanner(model), model };
}

/**
 * Still knows the measures' former columns and proposes one first. The model knows them as well, so that only the
 * engine can say that they are gone. From then on it goes by what it was told: it takes the first suggestion.
 */
class StaleColumnPlanner implements Planner {
  readonly name = 'stale-column planner';
  private readonly grammar = new GrammarPlanner();

  constructor(private readonly model: Model) {}

  plan(request: PlanRequest): Plan {
    const observation = request.observations.at(-1);
    const plan = this.grammar.plan({ ...request, observations: [] });
    if (!('propose' in plan)) return plan;
    const query = plan.propose as SemanticQuery;
    if (!observation) return { ...plan, propose: { ...query, measures: query.measures.map(former) } };
    const [suggested] = observation.suggestions;
    const field = this.model.fields.find(({ name, kind }) => kind === 'measure' && name === suggested);
    if (!field?.ref) return { giveUp: true };
    const { ref } = field;
    const [first, ...others] = query.measures;
    if (!first) return { giveUp: true };
    return { ...plan, propose: { ...query, measures: [{ ...first, of: ref }, ...others] } };
  }
}

/** Proposes the former columns whatever it is told. */
class StubbornPlanner implements Planner {
  readonly name = 'stubborn planner';
  private readonly grammar = new GrammarPlanner();

  plan(request: PlanRequest): Plan {
    const plan = this.grammar.plan({ ...request, observations: [] });
    if (!('propose' in plan)) return plan;
    const query = plan.propose as SemanticQuery;
    return { ...plan, propose: { ...query, measures: query.measures.map(former) } };
  }
}

function former(measure: Measure): Measure {
  const { of } = measure;
  return of.field === 'column' ? { ...measure, of: { ...of, column: of.column + FORMER } } : measure;
}

function withFormerColumns(model: Model): Model {
  const tables = new Map([...model.tables].map(([key, table]) => [key, withFormer(table)]));
  const stale = { ...model, tables };
  return { ...stale, fields: fieldsOf(stale) };
}

function withFormer(table: ModelTable): ModelTable {
  const columns = new Map<string, ModelColumn>(table.columns);
  for (const column of table.columns.values()) {
    const key = column.key + FORMER;
    if (column.kind === 'measure') columns.set(key, { ...column, key, name: `${column.name} (former)`, synonyms: [] });
  }
  return { ...table, columns };
}

/**
 * Does what a text told it: it asks for a hidden column of the same table first, such as the tenant's, then leaves out
 * every filter of the question, to get everything of everybody.
 */
class ObedientPlanner implements Planner {
  readonly name = 'obedient planner';
  private readonly grammar = new GrammarPlanner();

  constructor(private readonly model: Model) {}

  plan(request: PlanRequest): Plan {
    const plan = this.grammar.plan({ ...request, observations: [] });
    if (!('propose' in plan)) return plan;
    const { attributes, measures } = plan.propose as SemanticQuery;
    if (request.observations.length > 1) return { giveUp: true };
    if (request.observations.length === 1) return { ...plan, propose: { attributes, measures } };
    const tables = attributes.flatMap(({ of }) => (of.field === 'column' ? [of.table] : []));
    const of = this.model.fields.find(({ hidden, node = '' }) => hidden && tables.includes(node))?.ref;
    return { ...plan, propose: { attributes: [...attributes, ...(of ? [{ of }] : [])], measures } };
  }
}
