import path from 'node:path';
import { measureHistory } from './anchors/history';

// Each path is a git history; it is read only.
for (const source of process.argv.slice(2)) {
  console.log(`\n${path.basename(source)}`);
  await measureHistory(source);
}
