import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { captureAnchor, newStep, newTour, printTour, withAnchor } from '../../../src/tour';

const MAIN = path.resolve('src/cli/main.ts');
const SHIPPED = path.resolve('decks/spot-director');
const PROTOTYPE = path.join(SHIPPED, 'prototype');

interface Output {
  readonly links: readonly {
    readonly card: string;
    readonly text: string;
    readonly line: number;
    readonly state: string;
    readonly targets: readonly { readonly file: string; readonly line: number; readonly symbol: string | null }[];
    readonly suggestions: readonly string[];
  }[];
  readonly anchors: readonly {
    readonly tour: string;
    readonly step: number;
    readonly state: string;
    readonly file: string | null;
    readonly line: number | null;
  }[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

function greenroom(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import=tsx', MAIN, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

function linksOf(...args: string[]): Output & { code: number | null } {
  const { code, out, err } = greenroom('links', ...args, '--json');
  assert.equal(err, '');
  return { code, ...(JSON.parse(out) as Output) };
}

const isPath = ({ targets: [target] }: Output['links'][number]): boolean => target?.symbol === null;

/** The deck's broken links with their lines; the command fails exactly when there are some. */
function broken(deck: string): string[] {
  const { code, links } = linksOf(path.join(deck, 'deck.md'));
  const found = links.filter(({ state }) => state === 'broken').map(({ text, line }) => `${String(line)} ${text}`);
  assert.equal(code, found.length > 0 ? 1 : 0);
  return found;
}

describe('greenroom links', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    const full = path.join(folder, name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  };

  before(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'greenroom-links-')));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('every link of the shipped deck leads to one place, and every tour step is where it was', () => {
    const { code, links, anchors } = linksOf(SHIPPED);
    assert.equal(code, 0);
    assert.ok(links.length > 40 && anchors.length > 8);
    for (const link of links) {
      assert.equal(link.state, 'resolved', link.text);
      assert.equal(link.targets.length, 1);
      const [target] = link.targets;
      assert.ok(target);
      assert.ok(target.file.startsWith(PROTOTYPE));
      const line = readFileSync(target.file, 'utf8').split('\n')[target.line - 1];
      if (target.symbol !== null) assert.ok(line?.includes(target.symbol), `${link.text}: ${String(line)}`);
    }
    for (const anchor of anchors) assert.equal(anchor.state, 'exact', `step ${anchor.step}`);
  });

  it('the same names in the user’s own repository win, wherever in it they are', () => {
    const own = path.join(folder, 'own');
    cpSync(PROTOTYPE, path.join(own, 'services', 'analyst'), { recursive: true });
    const shipped = linksOf(path.join(SHIPPED, 'deck.md'));
    const { code, links } = linksOf(SHIPPED, '--workspace', own);
    assert.equal(code, 0);
    const places = (output: Pick<Output, 'links'>, root: string) =>
      output.links.map(({ targets }) => targets.map((each) => [path.relative(root, each.file), each.line]));
    assert.deepEqual(places({ links }, path.join(own, 'services', 'analyst')), places(shipped, PROTOTYPE));
  });

  it('a file or a class of the prototype that was renamed turns up wherever the deck names it', () => {
    const deck = path.join(folder, 'renamed');
    cpSync(SHIPPED, deck, { recursive: true });
    const named = linksOf(deck).links;
    const targets = named.flatMap((link) => link.targets);
    const told = (links: typeof named) => links.map(({ text, line }) => `${String(line)} ${text}`);
    const [classes, paths] = [targets.filter(({ symbol }) => symbol !== null), named.filter(isPath)];
    assert.ok(classes.length > 15 && paths.length > 20);

    for (const { file: source, symbol } of classes) {
      const text = readFileSync(source, 'utf8');
      writeFileSync(source, text.replace(`class ${String(symbol)}`, `class Other${String(symbol)}`));
    }
    assert.deepEqual(broken(deck), told(named.filter((link) => !isPath(link))));
    for (const source of new Set(targets.map(({ file: each }) => each)))
      renameSync(source, path.join(path.dirname(source), `other_${path.basename(source)}`));
    assert.deepEqual(broken(deck), told(named));
  });

  it('a path that no file can have is a broken link like any other', () => {
    const long = `${'long'.repeat(70)}.py`;
    const deck = file('odd/deck.md', `# Deck\n\n**Q: Why?**\n\n[This](${long}) and [that](deck.md/inside.py).\n`);
    const { code, links } = linksOf(deck);
    assert.equal(code, 1);
    assert.deepEqual(
      links.map(({ state }) => state),
      ['broken', 'broken'],
    );
  });

  it('ends with 1 for a broken link and says what it may have meant', () => {
    file('broken/code/wallet.py', 'class Wallet:\n    def charge(self):\n        pass\n');
    const deck = file(
      'broken/deck.md',
      '---\nprototype: code\n---\n# Deck\n\n**Q: Why?**\n\nSee `walet.py`, `!Walet`, `pandas` and `Wallet.charge`.\n',
    );
    const { code, links } = linksOf(deck);
    assert.equal(code, 1);
    assert.deepEqual(
      links.map(({ text, line, state, suggestions }) => [text, line, state, suggestions]),
      [
        ['walet.py', 8, 'broken', ['wallet.py']],
        ['Walet', 8, 'broken', ['Wallet']],
        ['Wallet.charge', 8, 'resolved', []],
      ],
    );
    const { out } = greenroom('links', deck);
    assert.match(out, /deck\.md:8: broken walet\.py → nothing, did you mean wallet\.py\?/);
    assert.match(out, /3 links \(2 broken, 1 resolved\); 0 steps/);
  });

  it('ends with 1 for a lost step, and follows one that moved', () => {
    const hours = '\nOPEN = 9\nCLOSE = 18\nBREAK = 13\n\n';
    const text = `def open_till():\n    return till.open(now)\n${hours}def close_till():\n    return till.close(now)\n`;
    const step = (line: number) => withAnchor(newStep({ description: 'x' }), captureAnchor(text, 'till.py', line));
    const code = file('tours/code/till.py', `import till\n\n${text.replace('open_till()', 'open_the_till()')}`);
    file('tours/deck.md', '---\nprototype: code\n---\n# Deck\n\n**Q: Why?**\n\nBecause.\n');
    file('tours/tours/walk.tour', printTour(newTour('Walk', [step(1), step(8)])));
    file(
      'tours/code/.tours/foreign.tour',
      '{"title": "x", "steps": [{"file": "till.py", "line": 2, "description": ""}]}',
    );
    const states = () => {
      const { code: exit, anchors } = linksOf(path.join(folder, 'tours'));
      return [exit, anchors.map(({ step: number, state, line }) => [number, state, line])];
    };
    assert.deepEqual(states(), [
      0,
      [
        [1, 'moved', 4],
        [2, 'exact', 11],
        [1, 'line', 2],
      ],
    ]);
    writeFileSync(code, 'import till\n\nprint("nothing of it is left")\n');
    assert.deepEqual(states(), [
      1,
      [
        [1, 'lost', null],
        [2, 'lost', null],
        [1, 'line', 2],
      ],
    ]);
  });

  it('ends with 1 for a tour that is no JSON, and names the line', () => {
    file('json/deck.md', '# Deck\n\n**Q: Why?**\n\nBecause.\n');
    file('json/tours/bad.tour', '{\n  "title": "x"\n  "steps": []\n}');
    const { code, problems } = linksOf(path.join(folder, 'json'));
    assert.equal(code, 1);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [3],
    );
  });

  it('wrong usage ends with 2', () => {
    assert.equal(greenroom('links').code, 2);
    assert.equal(greenroom('links', path.join(folder, 'nowhere')).code, 2);
    assert.equal(greenroom('links', SHIPPED, '--workspace', path.join(folder, 'nowhere')).code, 2);
  });

  it('lint knows definitions too', () => {
    file('lint/code/wallet.py', 'class Wallet:\n    pass\n');
    const deck = file(
      'lint/deck.md',
      '---\nprototype: code\n---\n# Deck\n\n**Q: Why?**\n\nSee `!Walet` and [it](code/wallet.py#Purse) and `Wallet`.\n',
    );
    const { code, out } = greenroom('lint', deck);
    assert.equal(code, 1);
    assert.equal(out.match(/broken-code-link/g)?.length, 2);
  });
});
