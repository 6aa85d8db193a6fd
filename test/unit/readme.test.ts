import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    readonly keybindings: readonly { readonly key: string; readonly mac?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const read = (file: string): string => readFileSync(file, 'utf8');
const readme = read('README.md');
const { contributes, scripts, dependencies } = JSON.parse(read('package.json')) as Manifest;
const texts = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;

/** What stands below a heading, up to the next one. */
function section(heading: string): string {
  const [, after = ''] = readme.split(`\n## ${heading}\n`);
  assert.notEqual(after, '', `README has no section "${heading}"`);
  return after.split('\n## ')[0] ?? '';
}

/** The cells of a section's tables, without their heads. */
const rows = (heading: string): string[][] =>
  section(heading)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.slice(1, -1).split(' | '))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([first = '']) => /[`*[]/.test(first));

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, one = '']) => one);

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

describe('the README', () => {
  it('names each command that the palette offers, and no other', () => {
    const hidden = new Set(
      contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command),
    );
    const offered = contributes.commands.filter(({ command }) => !hidden.has(command));
    const titles = offered.map(({ title }) => texts[title.slice(1, -1)] ?? title);
    const named = rows('Commands').flatMap(([first = '']) => found(first, /\*\*(.+?)\*\*/g));
    assert.deepEqual(sorted(named), sorted(titles));
  });

  it('has each setting with its default', () => {
    const named = rows('Settings').map(([name, value]) => `${String(name)} ${String(value)}`);
    const defaults = Object.entries(contributes.configuration.properties).map(
      ([name, { default: value }]) => `\`${name}\` \`${JSON.stringify(value).replaceAll(',', ', ')}\``,
    );
    assert.deepEqual(sorted(named), sorted(defaults));
  });

  it('has each shortcut', () => {
    const plain = (key: string) => key.replaceAll('`', '').toLowerCase().replace('escape', 'esc');
    const named = rows('Shortcuts').map(([key = '', mac = '']) => `${plain(key)} ${plain(mac)}`);
    const bound = contributes.keybindings.map(({ key, mac = key }) => `${plain(key)} ${plain(mac)}`);
    assert.deepEqual(sorted(named), sorted(bound));
  });

  it('has each command of the command line', () => {
    const named = found(section('Command line'), /`greenroom ([a-z]+)/g);
    const { stderr } = spawnSync(process.execPath, ['--import=tsx', 'src/cli/main.ts', 'nothing'], {
      encoding: 'utf8',
    });
    const there = /there are: (.+)/.exec(stderr)?.[1]?.trim().split(', ') ?? [];
    assert.deepEqual(sorted(named), sorted(there));
  });

  it('says why each package is used', () => {
    const named = rows('Built with').flatMap(([first = '']) => found(first, /\[(.+?)\]/g));
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => !named.includes(name)),
      [],
    );
  });
});

describe('the documents', () => {
  const files = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync('docs').map((name) => `docs/${name}`)];

  it('link to files that are there', () => {
    for (const file of files) {
      // What is in code is no link.
      const prose = read(file)
        .replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '')
        .replaceAll(/`[^`\n]*`/g, '');
      for (const target of found(prose, /\]\(([^)#\s]+)[^)]*\)/g)) {
        if (target.includes('://')) continue;
        assert.ok(existsSync(path.join(path.dirname(file), target)), `${file} links to ${target}`);
      }
    }
  });

  it('are all in the index', () => {
    const listed = found(read('docs/README.md'), /\]\(([a-z-]+\.md)\)/g);
    assert.deepEqual(sorted(['README.md', ...listed]), sorted(readdirSync('docs')));
  });

  it('show every picture that was taken for them', () => {
    const pictures = readdirSync('media').filter((name) => name.startsWith('readme-'));
    assert.deepEqual(sorted(found(readme, /\(media\/(readme-[^)]+)\)/g)), sorted(pictures));
  });

  it('name only scripts that npm knows', () => {
    for (const file of files) {
      const unknown = found(read(file), /\bnpm run ([a-z]+)/g).filter((name) => !Object.hasOwn(scripts, name));
      assert.deepEqual(unknown, [], file);
    }
  });
});
