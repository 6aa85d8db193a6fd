import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** VS Code calls this inside the extension host; a rejection makes the run fail. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    color: false,
    reporter: path.join(__dirname, '../../scripts/reporter.cjs'),
    ...(process.env['MOCHA_GREP'] === undefined ? {} : { grep: process.env['MOCHA_GREP'] }),
  });
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs'));
  const last = (name: string): number => (name === 'restart.test.cjs' ? 1 : 0);
  files.sort((a, b) => last(a) - last(b) || (a < b ? -1 : 1));
  for (const name of files) mocha.addFile(path.join(__dirname, name));
  await new Promise<void>((resolve, reject) => {
    mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${String(failures)} tests failed inside the extension host.`));
      else resolve();
    });
  });
}
