type Schema = Readonly<Record<string, unknown>>;

const names = (description: string): Schema => ({
  description,
  oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
});
const PLAIN: Schema = { type: ['string', 'number', 'boolean', 'null'] };

const BUDGET: Schema = {
  type: 'object',
  description: 'What may be used up. What is not named is not limited.',
  properties: {
    queries: { type: 'number', minimum: 0, description: 'Questions answered, from the cache too.' },
    seconds: { type: 'number', minimum: 0, description: "Of the engine's time." },
    rows: { type: 'number', minimum: 0, description: 'Rows of results.' },
  },
  additionalProperties: false,
};

/** JSON Schema of policy.yaml, for editors. */
export const POLICY_SCHEMA: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Policy of a Spot sandbox',
  description: 'Who may read what, what may not be asked, how much may be used. What is not opened here is closed.',
  type: 'object',
  required: ['rows'],
  additionalProperties: false,
  properties: {
    version: { type: ['number', 'string'], description: 'For people. Answers are cached by what the file holds.' },
    users: {
      type: 'object',
      description:
        'By name. A user that is not listed may read nothing. Where nobody is listed, whoever asks names the tenant.',
      additionalProperties: {
        type: 'object',
        properties: {
          tenant: { type: 'string', description: 'Whom the user belongs to: {tenant} in rules.' },
          roles: names('For {role:name} in rules, and for masks.'),
        },
        additionalProperties: { ...PLAIN, description: 'An attribute: {its name} in rules.' },
      },
    },
    rows: {
      type: 'object',
      description: 'By table: which rows may be read. A table without an entry cannot be read by anybody.',
      additionalProperties: {
        oneOf: [
          { type: 'string', description: 'A condition on the table\'s own columns, such as "[tenant_id] = {tenant}".' },
          {
            type: 'object',
            properties: { all: { const: true, description: 'Everybody may read every row.' } },
            required: ['all'],
            additionalProperties: false,
          },
        ],
      },
    },
    masks: {
      type: 'object',
      description: 'By table, then column: who sees it, and what everybody else sees.',
      additionalProperties: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: {
            roles: names('Roles that see the column.'),
            else: { ...PLAIN, description: 'What the others see; nothing by default.' },
          },
          additionalProperties: false,
        },
      },
    },
    guardrail: {
      type: 'array',
      description: 'Patterns that a question may not fit, tried in this order.',
      items: {
        type: 'object',
        required: ['name', 'pattern'],
        properties: {
          name: { type: 'string' },
          pattern: {
            type: 'string',
            description:
              'A regular expression that takes linear time: no references back, no looking around. Case never matters.',
          },
          message: { type: 'string', description: 'Said instead of an answer.' },
        },
        additionalProperties: false,
      },
    },
    budgets: {
      type: 'object',
      properties: {
        session: BUDGET,
        tenants: { type: 'object', description: 'By tenant.', additionalProperties: BUDGET },
      },
      additionalProperties: false,
    },
    kill_switch: {
      type: 'object',
      description: 'Nothing runs for whom it is pulled.',
      properties: {
        global: { type: 'boolean' },
        tenants: names('Tenants for whom it is pulled.'),
      },
      additionalProperties: false,
    },
  },
};
