/**
 * What one would write by hand. `rule` gives the condition of row-level security on a fact, or `true`. `join` is how a line
 * finds its order: JOIN trusts that each has one, as each has here; LEFT JOIN keeps lines without one.
 */
type ByHand = (rule: (fact: string) => string, join: 'JOIN' | 'LEFT JOIN') => string;

/** One question, put to Spot, to DuckDB by hand and to Malloy. Columns are the same and in the same order. */
export interface Question {
  readonly kind: 'plain' | 'fan' | 'chasm';
  readonly ask: string;
  readonly sql: ByHand;
  readonly malloy: string;
}

/** Malloy's model of the same tables, as its documentation models them: each question starts at what its groups belong to. */
export const MALLOY_MODEL = `
source: product_rows is duckdb.table('products') extend { primary_key: product_id }
source: store_rows is duckdb.table('stores') extend { primary_key: store_id }
source: customer_rows is duckdb.table('customers') extend { primary_key: customer_id }
source: item_rows is duckdb.table('items') extend {
  primary_key: item_id
  join_one: products is product_rows with product_id
}
source: order_rows is duckdb.table('orders') extend {
  primary_key: order_id
  join_one: stores is store_rows with store_id
  join_many: items is item_rows on order_id = items.order_id
}
source: return_rows is duckdb.table('returns') extend { primary_key: return_id }
source: at_stores is store_rows extend {
  join_many: orders is order_rows on store_id = orders.store_id
  join_many: returns is return_rows on store_id = returns.store_id
}
source: of_customers is customer_rows extend {
  join_many: orders is order_rows on customer_id = orders.customer_id
  join_many: returns is return_rows on customer_id = returns.customer_id
}
`;

const MALLOY_BOTH = 'revenue is orders.items.amount.sum(), returned is returns.refund.sum()';

/** Each fact is summed by itself before the two meet, group by group: NULL is a group too. */
function chasm(key: string, dimension: string, on: string): ByHand {
  return (rule, join) => `
    WITH sold AS (
      SELECT d.${key} AS k, sum(i.amount) AS revenue
      FROM items i ${join} (SELECT * FROM orders o WHERE ${rule('o')}) o USING (order_id)
        LEFT JOIN ${dimension} d ON d.${on} = o.${on}
      WHERE ${rule('i')} GROUP BY 1
    ), returned AS (
      SELECT d.${key} AS k, sum(r.refund) AS returned
      FROM returns r LEFT JOIN ${dimension} d ON d.${on} = r.${on} WHERE ${rule('r')} GROUP BY 1
    )
    SELECT coalesce(sold.k, returned.k), revenue, returned
    FROM sold FULL JOIN returned ON sold.k IS NOT DISTINCT FROM returned.k ORDER BY 1`;
}

export const QUESTIONS: readonly Question[] = [
  {
    kind: 'plain',
    ask: 'revenue and units',
    sql: (rule) => `SELECT sum(amount), sum(units) FROM items i WHERE ${rule('i')}`,
    malloy: 'run: item_rows -> { aggregate: revenue is amount.sum(), all_units is units.sum() }',
  },
  {
    kind: 'plain',
    ask: 'shipping by region',
    sql: (rule) => `SELECT region, sum(shipping) FROM orders o LEFT JOIN stores s USING (store_id)
      WHERE ${rule('o')} GROUP BY 1 ORDER BY 1`,
    malloy: 'run: order_rows -> { group_by: stores.region; aggregate: all_shipping is shipping.sum() }',
  },
  {
    kind: 'plain',
    ask: 'revenue by category',
    sql: (rule) => `SELECT category, sum(amount) FROM items i LEFT JOIN products p USING (product_id)
      WHERE ${rule('i')} GROUP BY 1 ORDER BY 1`,
    malloy: 'run: item_rows -> { group_by: products.category; aggregate: revenue is amount.sum() }',
  },
  {
    kind: 'fan',
    ask: 'shipping and revenue by region',
    sql: (rule, join) => `
      WITH sold AS (
        SELECT region, sum(i.amount) AS revenue
        FROM items i ${join} (SELECT * FROM orders o WHERE ${rule('o')}) o USING (order_id) LEFT JOIN stores s USING (store_id)
        WHERE ${rule('i')} GROUP BY 1
      ), sent AS (
        SELECT region, sum(shipping) AS shipping FROM orders o LEFT JOIN stores s USING (store_id)
        WHERE ${rule('o')} GROUP BY 1
      )
      SELECT coalesce(sent.region, sold.region), shipping, revenue
      FROM sent FULL JOIN sold ON sent.region IS NOT DISTINCT FROM sold.region ORDER BY 1`,
    malloy: `run: order_rows -> {
      group_by: stores.region; aggregate: all_shipping is shipping.sum(), revenue is items.amount.sum() }`,
  },
  {
    kind: 'fan',
    ask: 'shipping by category',
    sql: (rule) => `
      SELECT category, sum(shipping) FROM (
        SELECT DISTINCT o.order_id, shipping, category
        FROM orders o LEFT JOIN (SELECT * FROM items i WHERE ${rule('i')}) i USING (order_id)
          LEFT JOIN products p USING (product_id)
        WHERE ${rule('o')}
      ) GROUP BY 1 ORDER BY 1`,
    malloy: 'run: order_rows -> { group_by: items.products.category; aggregate: all_shipping is shipping.sum() }',
  },
  {
    kind: 'chasm',
    ask: 'revenue and returned amount by country',
    sql: chasm('country', 'customers', 'customer_id'),
    malloy: `run: of_customers -> { group_by: country; aggregate: ${MALLOY_BOTH} }`,
  },
  {
    kind: 'chasm',
    ask: 'revenue and returned amount by store',
    sql: chasm('store', 'stores', 'store_id'),
    malloy: `run: at_stores -> { group_by: store; aggregate: ${MALLOY_BOTH} }`,
  },
  {
    kind: 'chasm',
    ask: 'revenue and returned amount by region',
    sql: chasm('region', 'stores', 'store_id'),
    malloy: `run: at_stores -> { group_by: region; aggregate: ${MALLOY_BOTH} }`,
  },
];
