// npm run schemas: writes the JSON Schemas that the package publishes from their one source.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GOLDEN_SCHEMA, MODEL_SCHEMA, POLICY_SCHEMA } from '../src/spot';
import { ROOT } from './run.mjs';

const folder = path.join(ROOT, 'media/schemas');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries({ model: MODEL_SCHEMA, policy: POLICY_SCHEMA, golden: GOLDEN_SCHEMA })) {
  writeFileSync(path.join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
