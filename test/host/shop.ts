/** A small model with two tenants, for the tests of what asks Spot. */
export const SHOP_MODEL = `name: Shop
default_date: sales.sold_on
tables:
  sales:
    source: sales.csv
    primary_key: [id]
    date: sold_on
    columns:
      id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      sold_on: {type: attribute, name: sale date}
      region: {type: attribute}
`;

export const SHOP_POLICY = `version: 1
users:
  ana: {tenant: acme, roles: [analyst]}
  gita: {tenant: globex, roles: [analyst]}
rows:
  sales: "[tenant] = {tenant}"
`;
