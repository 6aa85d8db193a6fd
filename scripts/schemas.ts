// npm run schemas: writes the JSON Schemas that the package publishes from their one source.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MODEL_SCHEMA } from '../src/spot';
import { ROOT } from './run.mjs';

const folder = path.join(ROOT, 'media/schemas');
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'model.schema.json'), `${JSON.stringify(MODEL_SCHEMA, null, 2)}\n`);
