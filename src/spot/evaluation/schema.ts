import { REFUSALS } from './golden';

type Schema = Readonly<Record<string, unknown>>;

const texts = (description: string): Schema => ({
  description,
  oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
});
const ORDERED: Schema = { type: 'boolean', description: 'Whether the order of rows counts. By default it does not.' };
const expectation = (key: string, value: Schema, more: Schema = { ordered: ORDERED }): Schema => ({
  type: 'object',
  required: [key],
  properties: { [key]: value, ...more },
  additionalProperties: false,
});

/** JSON Schema of golden.yaml, for editors. */
export const GOLDEN_SCHEMA: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Golden suite of a Spot sandbox',
  description: 'Questions with what must come out. More than 95 % of them must pass.',
  type: 'array',
  items: {
    type: 'object',
    required: ['ask', 'expect'],
    additionalProperties: false,
    properties: {
      ask: { type: 'string', description: 'The question.' },
      tags: texts('For people.'),
      user: { type: 'string', description: "Who asks; a user of the policy. The user's tenant goes with it." },
      tenant: { type: 'string', description: 'Asks for a tenant as nobody in particular.' },
      now: { type: 'string', format: 'date', description: 'Today. By default the last day in the data.' },
      follow: texts('Earlier questions of the conversation.'),
      expect: {
        oneOf: [
          expectation('sql', { type: 'string', description: 'Run on all the data: state the tenant in it.' }),
          expectation('rows', {
            type: 'array',
            description: 'The rows themselves, values in the order of the columns.',
            items: { type: 'array', items: { type: ['string', 'number', 'boolean', 'null'] } },
          }),
          expectation('refused', { enum: REFUSALS, description: 'Why there must be no answer.' }, {}),
        ],
      },
    },
  },
};
