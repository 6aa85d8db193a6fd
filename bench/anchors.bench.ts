import path from 'node:path';
import { measureHistory } from './anchors/history';
import { measureMadeHistory } from './anchors/made';

// npm run bench -- anchors [history…]: each is the path of a git repository, which is only read.
// With GREENROOM_BENCH_SHOW set, every answer that is not right is shown.
await measureMadeHistory();
for (const source of process.argv.slice(2)) {
  console.log(`\n${path.basename(source)}`);
  await measureHistory(source);
}
