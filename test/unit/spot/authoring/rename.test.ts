import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedFile } from '../../../../src/spot/authoring/edits';
import { rename, QuestionReader, type Renaming, type SpotText } from '../../../../src/spot/authoring/index';
import { loadModel } from '../../../../src/spot/model/index';
import { loadPolicy } from '../../../../src/spot/runtime/index';
import { readSandbox } from '../language/sandbox';
import { modelOf, shop } from './shop';

const REVENUE = { kind: 'column', table: 'sales', column: 'amount' } as const;
const CITY = { kind: 'column', table: 'stores', column: 'store_city' } as const;

/** The lines that a renaming changes, as they are afterwards; and the doubts, as `sql: SELECT …`. */
function renamed(wish: Renaming, files = shop()): { lines: string[]; doubts: string[] } {
  const result = rename(files, wish);
  if ('refused' in result) assert.fail(result.refused);
  const lines = files.flatMap((file) => {
    const before = file.text.split('\n');
    const after = changedFile(file, result.changes).text.split('\n');
    return after.filter((line, index) => line !== before[index]).map((line) => line.trim());
  });
  const doubts = result.changes.flatMap(({ doubt, file, start, end, text }) => {
    const old = files.find((each) => each.file === file)?.text.slice(start, end);
    return doubt === undefined ? [] : [`${doubt}: ${file}: ${old ?? ''} > ${text}`];
  });
  return { lines, doubts };
}

function refusal(wish: Renaming): string {
  const result = rename(shop(), wish);
  return 'refused' in result ? result.refused : assert.fail('It was renamed.');
}

describe('renaming', () => {
  it('changes the name of a column in formulas and questions, and leaves its synonyms', () => {
    assert.deepEqual(renamed({ thing: REVENUE, by: 'name', to: 'net sales' }), {
      lines: [
        'amount: {type: measure, name: "net sales", synonyms: [turnover]}',
        '- {name: margin, expr: "sum([net sales]) - sum([cost])"}',
        '- ask: net sales by store city for West',
        "- ask: 'margin and net sales by sale date monthly'",
        'net sales by store city',
        'net sales by store city',
      ],
      doubts: [],
    });
  });

  it('changes a key wherever the files have it, and asks before it touches SQL or stands on data', () => {
    assert.deepEqual(renamed({ thing: REVENUE, by: 'key', to: 'net_amount' }), {
      lines: [
        'net_amount: {type: measure, name: "revenue", synonyms: [turnover]}',
        'sum([ net_amount ])) + 0 * [sales count]',
      ],
      doubts: [
        'sql: golden.yaml: amount > net_amount',
        'sql: q.spot: amount > net_amount',
        'data: model.yaml: source > source',
      ],
    });
  });

  it('changes what a column without a name is called by when its key changes', () => {
    const { lines, doubts } = renamed({ thing: CITY, by: 'key', to: 'shop_town' });
    assert.deepEqual(lines, [
      'shop_town:',
      "- {name: city name, type: attribute, table: sales, expr: 'upper([old store::shop town])'}",
      'stores: {shop_town: {roles: [manager], else: "***"}}',
      '- ask: Revenues by shop town for West',
      'follow: [turnover by shop town, "margin rate by [stores::shop town]"]',
      'revenue by shop town',
      'revenue by shop town',
      'top 3 shop town by margin rate',
    ]);
    assert.deepEqual(doubts, [
      'sql: model.yaml: store_city > shop_town',
      'sql: golden.yaml: store_city > shop_town',
      'sql: golden.yaml: store_city > shop_town',
    ]);
  });

  it('gives a column a name of its own where it has none', () => {
    const files = shop();
    const result = rename(files, { thing: CITY, by: 'name', to: 'town' });
    assert.ok('changes' in result && files[0]);
    const { text } = changedFile(files[0], result.changes);
    assert.match(text, /\n {6}store_city:\n {8}type: attribute\n {8}name: town\n/);
    assert.match(text, /\[old store::town\]/);
    const cost = renamed({ thing: { ...REVENUE, column: 'cost' }, by: 'name', to: 'cost of sales' });
    assert.equal(
      cost.lines[0],
      'cost: {type: measure, name: cost of sales, semi_additive: {date: sold_on, take: last}}',
    );
  });

  it('changes a formula in formulas and questions', () => {
    const { lines, doubts } = renamed({ thing: { kind: 'formula', formula: 'margin' }, by: 'name', to: 'profit' });
    assert.deepEqual(lines, [
      '- {name: profit, expr: "sum([revenue]) - sum([cost])"}',
      'safe_divide([profit],',
      "- ask: 'profit and revenue by sale date monthly'",
      'and profit',
      'and profit',
    ]);
    assert.deepEqual(doubts, []);
  });

  it('leaves a synonym that holds the name', () => {
    const files = shop().map((file) => ({
      ...file,
      text: file.text
        .replace('{name: margin, expr', '{name: margin, synonyms: [gross margin], expr')
        .replace('and margin', 'and gross margin'),
    }));
    const { lines, doubts } = renamed(
      { thing: { kind: 'formula', formula: 'margin' }, by: 'name', to: 'profit' },
      files,
    );
    assert.ok(!lines.some((line) => line.includes('gross profit')), lines.join('\n'));
    assert.deepEqual(doubts, []);
  });

  it('is refused where a name is taken, is none, or the model has a mistake', () => {
    assert.match(refusal({ thing: REVENUE, by: 'name', to: 'margin' }), /margin/);
    assert.match(refusal({ thing: REVENUE, by: 'name', to: 'a]b' }), /cannot be a name/);
    assert.match(refusal({ thing: REVENUE, by: 'key', to: 'net amount' }), /cannot be a column's key/);
    assert.match(refusal({ thing: REVENUE, by: 'key', to: 'cost' }), /twice/);
    const [model, ...others] = shop();
    assert.ok(model);
    const broken = rename([{ ...model, text: model.text.replace('[cost]', '[costs]') }, ...others], {
      thing: REVENUE,
      by: 'name',
      to: 'x',
    });
    assert.ok('refused' in broken && /Mend it first: line \d+/.test(broken.refused));
  });

  const sandbox: SpotText[] = [
    { file: 'model.yaml', kind: 'model', text: readSandbox('model.yaml') },
    { file: 'policy.yaml', kind: 'policy', text: readSandbox('policy.yaml') },
  ];
  const sandboxNames = modelOf(sandbox[0]?.text ?? '');
  const wishes = (files: readonly SpotText[]): fc.Arbitrary<Renaming> => {
    const model = modelOf(files[0]?.text ?? '');
    const columns = [...model.tables.values()].flatMap(({ key: table, columns }) =>
      [...columns.keys()].map((column) => ({ kind: 'column', table, column }) as const),
    );
    const formulas = [...model.formulas.keys()].map((formula) => ({ kind: 'formula', formula }) as const);
    const by = fc.constantFrom('key', 'name');
    const word = fc.stringMatching(/^[a-z]{3,9}$/);
    const name = fc.oneof(
      word,
      fc.tuple(word, word).map((both) => both.join(' ')),
      fc.constantFrom('last', 'top', 'revenue', 'a’b', "it's"),
    );
    return fc.tuple(fc.constantFrom(...columns, ...formulas), by, name).map(([thing, how, text]) => ({
      thing,
      by: thing.kind === 'formula' ? 'name' : how,
      to: how === 'key' && thing.kind === 'column' ? text.replace(/\W/g, '_') : text,
    }));
  };

  it('leaves a model and a policy without new mistakes, and a question with the new name means the same', () => {
    const before = new QuestionReader(sandboxNames);
    fc.assert(
      fc.property(wishes(sandbox), (wish) => {
        const { thing } = wish;
        const old = sandboxNames.fields.find(({ ref }) =>
          thing.kind === 'formula'
            ? ref?.field === 'formula' && ref.formula === thing.formula
            : thing.kind === 'column' &&
              ref?.field === 'column' &&
              ref.table === thing.table &&
              ref.column === thing.column,
        );
        assert.ok(old);
        const table = old.node === undefined ? '' : `${old.node}::`;
        const asked = `[${table}${old.name}]`;
        const question = {
          file: 'q.spotql',
          kind: 'questions' as const,
          text: `${old.kind === 'measure' ? '' : 'sales count by '}${asked}\n`,
        };
        const files = [...sandbox, question];
        const result = rename(files, wish);
        if ('refused' in result) return;
        const [model, policy, then] = files.map((file) => changedFile(file, result.changes).text);
        const loaded = loadModel(model ?? '', { path: 'model.yaml' });
        assert.ok(loaded.model, JSON.stringify([wish, loaded.diagnostics]));
        assert.ok(loadPolicy(policy ?? '', { path: 'policy.yaml', model: loaded.model }).policy);
        const [was, is] = [
          before.language.parse(question.text, { now: '2025-12-31' }),
          new QuestionReader(loaded.model).language.parse(then ?? '', { now: '2025-12-31' }),
        ];
        assert.equal(is.status, was.status, `${then ?? ''}: ${JSON.stringify(is)}`);
        if (is.status !== 'ok' || was.status !== 'ok') return;
        const key = thing.kind === 'formula' ? thing.formula : thing.kind === 'column' ? thing.column : '';
        const field = thing.kind === 'formula' ? 'formula' : 'column';
        const changes = thing.kind === 'formula' || wish.by === 'key';
        const expected = JSON.stringify(was.query, (name, value: unknown) =>
          changes && name === field && value === key ? wish.to : name === 'label' ? undefined : value,
        );
        assert.equal(
          JSON.stringify(is.query, (name, value: unknown) => (name === 'label' ? undefined : value)),
          expected,
        );
      }),
      { numRuns: 15 },
    );
  });
});
