// npm run schemas: writes what the package publishes for editors from its one source: JSON Schemas, and the search
// language's TextMate grammar.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GOLDEN_SCHEMA, MODEL_SCHEMA, POLICY_SCHEMA, textmateGrammar } from '../src/spot';
import { ROOT } from './run.mjs';

const media = path.join(ROOT, 'media');
const files = {
  'schemas/model.schema.json': MODEL_SCHEMA,
  'schemas/policy.schema.json': POLICY_SCHEMA,
  'schemas/golden.schema.json': GOLDEN_SCHEMA,
  'languages/spotql.tmLanguage.json': textmateGrammar(),
};
for (const [name, content] of Object.entries(files)) {
  mkdirSync(path.dirname(path.join(media, name)), { recursive: true });
  writeFileSync(path.join(media, name), `${JSON.stringify(content, null, 2)}\n`);
}
