import type { ColumnValues } from '../../src/spot';

// A model of 1,000 columns (20 facts and 30 dimensions with 20 columns each) and questions that wander over all of it.
const TABLES = { fact: 20, dimension: 30 };
const COLUMNS = 20;

const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);
const measure = (fact: number, column: number): string => `measure ${fact} ${column} amount`;
const attribute = (dimension: number, column: number): string => `attribute ${dimension} ${column} label`;
const town = (dimension: number, column: number, value: number): string => `town ${dimension} ${column} ${value}`;

export function wideModel(): string {
  const facts = range(TABLES.fact).map((fact) => {
    const keys = range(5).map((one) => `      key_${one}: {type: attribute, hidden: true}`);
    const measures = range(COLUMNS - 6).map((one) => `      m_${one}: {type: measure, name: ${measure(fact, one)}}`);
    const day = `      day: {type: attribute, data_type: date, name: day of fact ${fact}}`;
    return [`  fact_${fact}:`, `    table: fact_${fact}`, '    date: day', '    columns:', day, ...keys, ...measures];
  });
  const dimensions = range(TABLES.dimension).map((dimension) => {
    const attributes = range(COLUMNS - 1).map(
      (one) => `      a_${one}: {type: attribute, data_type: text, name: ${attribute(dimension, one)}}`,
    );
    const head = [
      `  dimension_${dimension}:`,
      `    table: dimension_${dimension}`,
      '    primary_key: [id]',
      '    columns:',
    ];
    return [...head, '      id: {type: attribute, hidden: true}', ...attributes];
  });
  const joins = range(TABLES.fact).flatMap((fact) =>
    reached(fact).map((dimension, key) => `  - {from: fact_${fact}, to: dimension_${dimension}, on: {key_${key}: id}}`),
  );
  return ['default_date: fact_0.day', 'tables:', ...facts.flat(), ...dimensions.flat(), 'joins:', ...joins].join('\n');
}

/** Twenty values of each attribute, as a tenant's data would hold them. */
export function wideValues(): ColumnValues[] {
  return range(TABLES.dimension).flatMap((dimension) =>
    range(COLUMNS - 1).map((column) => ({
      of: { field: 'column', table: `dimension_${dimension}`, column: `a_${column}` } as const,
      values: range(20).map((value) => town(dimension, column, value)),
    })),
  );
}

/** Each fact joins five dimensions; the first is everybody's, so that facts can meet there. */
function reached(fact: number): number[] {
  return range(5).map((key) => (key === 0 ? 0 : 1 + ((fact * 4 + key) % (TABLES.dimension - 1))));
}

export function wideQuestions(count: number): string[] {
  return range(count).map((n) => {
    const fact = n % TABLES.fact;
    const other = (fact + 1 + (n % 7)) % TABLES.fact;
    const one = measure(fact, n % (COLUMNS - 6));
    const by = attribute(reached(fact)[n % 5] ?? 0, n % (COLUMNS - 1));
    const shared = attribute(0, (n * 3) % (COLUMNS - 1));
    const shapes = [
      `${one} by ${by}`,
      `top 10 ${by} by average ${one} last 6 months`,
      `${one} and ${measure(other, n % 5)} by ${shared}`,
      `${one} monthly where ${by} contains north and ${shared} = ${town(0, (n * 3) % (COLUMNS - 1), n % 9)}`,
      `growth of ${one} monthly year over year`,
      `share of ${one} by ${by} with ${one} > 1000 in 2025`,
    ];
    return shapes[n % shapes.length] ?? one;
  });
}
