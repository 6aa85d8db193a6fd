/** Spot's model of the tables in data.ts. */
export const RETAIL = `
name: Retail
default_date: orders.ordered_on
tables:
  stores:
    source: stores.parquet
    tenant: tenant_id
    primary_key: [store_id]
    columns: {tenant_id: {type: attribute, hidden: true}, store_id: {type: attribute, hidden: true}, store: {type: attribute}, region: {type: attribute}}
  products:
    source: products.parquet
    tenant: tenant_id
    primary_key: [product_id]
    columns: {tenant_id: {type: attribute, hidden: true}, product_id: {type: attribute, hidden: true}, product: {type: attribute}, category: {type: attribute}}
  customers:
    source: customers.parquet
    tenant: tenant_id
    primary_key: [customer_id]
    columns: {tenant_id: {type: attribute, hidden: true}, customer_id: {type: attribute, hidden: true}, customer: {type: attribute}, country: {type: attribute}}
  orders:
    source: orders.parquet
    tenant: tenant_id
    primary_key: [order_id]
    date: ordered_on
    columns:
      tenant_id: {type: attribute, hidden: true}
      order_id: {type: attribute, hidden: true}
      customer_id: {type: attribute, hidden: true}
      store_id: {type: attribute, hidden: true}
      ordered_on: {type: attribute, name: order date}
      shipping: {type: measure}
  items:
    source: items.parquet
    tenant: tenant_id
    primary_key: [item_id]
    columns:
      tenant_id: {type: attribute, hidden: true}
      item_id: {type: attribute, hidden: true}
      order_id: {type: attribute, hidden: true}
      product_id: {type: attribute, hidden: true}
      units: {type: measure}
      amount: {type: measure, name: revenue}
  returns:
    source: returns.parquet
    tenant: tenant_id
    primary_key: [return_id]
    date: returned_on
    columns:
      tenant_id: {type: attribute, hidden: true}
      return_id: {type: attribute, hidden: true}
      customer_id: {type: attribute, hidden: true}
      store_id: {type: attribute, hidden: true}
      returned_on: {type: attribute, name: return date}
      refund: {type: measure, name: returned amount}
joins:
  - {from: orders, to: customers, on: {customer_id: customer_id}}
  - {from: orders, to: stores, on: {store_id: store_id}}
  - {from: items, to: orders, on: {order_id: order_id}}
  - {from: items, to: products, on: {product_id: product_id}}
  - {from: returns, to: customers, on: {customer_id: customer_id}}
  - {from: returns, to: stores, on: {store_id: store_id}}
`;
