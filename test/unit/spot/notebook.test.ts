import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseNotebook, printNotebook, settingsOf, type SpotNotebookCell } from '../../../src/spot';

/** Lines that a notebook's text could trip over. */
const PIECES = [
  '%% spot',
  '%% sql',
  '%% markdown',
  '%% code python',
  '%% sql user=gita',
  '%%spot',
  '%% spotted',
  '\\%% spot',
  '\\\\%% sql',
  '  %% spot',
  '%%\tspot  ',
  '---',
  'user: ana',
  'model: "a b.yaml" # x',
  '\uFEFF',
  'revenue by region',
  '',
  ' ',
  '\u2028',
  '😀',
  '\\',
];
const ENDS = ['\n', '\r\n', '\r'];

const anyText = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(...ENDS, '')), { maxLength: 24 })
    .map((all) => all.flat().join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
const cellText = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom('\n', '')), { maxLength: 8 })
  .map((all) => all.flat().join(''));
const anyCells = fc.array(
  fc.record({
    kind: fc.constantFrom('spot' as const, 'sql' as const, 'markdown' as const, 'code' as const),
    text: cellText,
    options: fc.constantFrom('', 'user=gita', 'python'),
  }),
  { maxLength: 6 },
);
const bare = (cells: readonly SpotNotebookCell[]) => cells.map(({ kind, text, options }) => ({ kind, text, options }));

describe('the text of Spot notebooks', () => {
  it('has front matter and cells', () => {
    const text = [
      '---',
      'model: model.yaml',
      'user: "ana"',
      'now: 2025-12-31 # the last day',
      'theme: dark',
      '---',
      '',
      '%% markdown',
      '# Sales',
      '',
      '%% spot',
      'revenue by region',
      '',
      '%% sql user=gita',
      'SELECT 1',
      '  AS one',
      '',
    ].join('\n');
    const notebook = parseNotebook(text);
    assert.deepEqual(notebook.settings, { model: 'model.yaml', user: 'ana', now: '2025-12-31' });
    assert.deepEqual(notebook.cells, [
      { kind: 'markdown', options: '', text: '# Sales' },
      { kind: 'spot', options: '', text: 'revenue by region' },
      { kind: 'sql', options: 'user=gita', text: 'SELECT 1\n  AS one' },
    ]);
    assert.equal(printNotebook(notebook), text);
  });

  it('is one cell where a file has no separator', () => {
    const { cells } = parseNotebook('revenue by region');
    assert.deepEqual(bare(cells), [{ kind: 'spot', options: '', text: 'revenue by region' }]);
    assert.deepEqual(parseNotebook('').cells, []);
  });

  it('prints any text as it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.equal(printNotebook(parseNotebook(text)), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads back any cells', () => {
    fc.assert(
      fc.property(anyCells, fc.constantFrom('\n' as const, '\r\n' as const), (cells, eol) => {
        const text = printNotebook({ head: '', cells, eol });
        assert.deepEqual(bare(parseNotebook(text).cells), bare(cells), JSON.stringify(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('reads back what a user does to any notebook', () => {
    const edit = fc.record({ at: fc.nat(8), does: fc.constantFrom('remove', 'edit', 'add', 'first'), text: cellText });
    fc.assert(
      fc.property(anyText, fc.array(edit, { maxLength: 4 }), (text, edits) => {
        const notebook = parseNotebook(text);
        let cells: readonly SpotNotebookCell[] = notebook.cells;
        for (const { at, does, text: typed } of edits) {
          const cell = cells[at % Math.max(1, cells.length)];
          if (does === 'add') cells = [...cells, { kind: 'spot', options: '', text: typed }];
          else if (!cell) continue;
          else if (does === 'remove') cells = cells.filter((other) => other !== cell);
          else if (does === 'first') cells = [cell, ...cells.filter((other) => other !== cell)];
          else cells = cells.map((other) => (other === cell ? { ...other, text: typed } : other));
        }
        const printed = printNotebook({ ...notebook, cells });
        const again = parseNotebook(printed);
        assert.deepEqual(bare(again.cells), bare(cells), JSON.stringify([text, printed]));
        assert.deepEqual(again.settings, notebook.settings);
        assert.equal(printNotebook(again), printed);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no rule in a later cell for the end of front matter', () => {
    const notebook = parseNotebook('---\nrevenue\n');
    const cells = [...notebook.cells, { kind: 'spot' as const, options: '', text: '---\n' }];
    const printed = printNotebook({ ...notebook, cells });
    assert.deepEqual(bare(parseNotebook(printed).cells), bare(cells));
    assert.equal(printed, '%% spot\n---\nrevenue\n\n%% spot\n---\n\n\n');
  });

  it('changes no other cell’s lines when one is edited', () => {
    const text = '%%  spot  \nrevenue\n\n\n%% sql\nSELECT 1\n';
    const notebook = parseNotebook(text);
    const cells = notebook.cells.map((cell, index) => (index === 1 ? { ...cell, text: 'SELECT 2' } : cell));
    assert.equal(printNotebook({ ...notebook, cells }), text.replace('SELECT 1', 'SELECT 2'));
  });

  it('stays quick on long hostile text', () => {
    for (const unit of ['\\', '%% ', '\n', '\r', '---\n', '%% spot\n', ' ', '"=']) {
      const text = unit.repeat(200_000);
      assert.equal(printNotebook(parseNotebook(text)), text);
    }
  });

  it('reads the options of a cell', () => {
    assert.deepEqual(settingsOf('user=gita now="2025-06-30"'), { settings: { user: 'gita', now: '2025-06-30' } });
    assert.deepEqual(settingsOf('tenant=acme colour=red'), { settings: { tenant: 'acme' }, unknown: 'colour=red' });
    assert.deepEqual(settingsOf('__proto__=1 model=x'), { settings: {}, unknown: '__proto__=1' });
  });
});
