// Rates cards as fast as it can and prints the id of each rating once its promise has resolved.
// Arguments: folder, how many (0: until killed).
import { writeSync } from 'node:fs';
import { Progress } from '../../../../src/study';

const [folder = '', count = '0'] = process.argv.slice(2);
const progress = await Progress.open({ folder, device: 'laptop' });
for (let done = 0; count === '0' || done < Number(count); done += 1) {
  const uid = `card ${done % 50}`;
  const result = await progress.review({ uid, deck: 'd', round: 'r', question: uid, order: 0 }, 3, {
    spokenMs: process.pid,
  });
  if (result.saved) writeSync(1, `${result.id}\n`);
}
await progress.close();
