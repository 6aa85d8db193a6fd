import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addStep,
  captureAnchor,
  cardTour,
  changedCode,
  codeState,
  moveStep,
  newStep,
  newTour,
  parseTour,
  printTour,
  removeStep,
  replaceStep,
  roundTour,
  stepNote,
  stepOffers,
  stepPlaces,
  withAnchor,
  withDescription,
  type Tour,
  type TourFolder,
} from '../../../src/tour';

const CODE = ['import os', '', 'class Wallet:', '    def charge(self, cents):', '        self.left -= cents', ''].join(
  '\n',
);

const folder = (root: string, files: Readonly<Record<string, string>>): TourFolder => ({
  root,
  world: {
    read: (file) => Promise.resolve(Object.hasOwn(files, file) ? files[file] : undefined),
    files: () => Promise.resolve(Object.keys(files)),
  },
});

function parsed(text: string): Tour {
  const { tour, problems } = parseTour(text, 'name');
  assert.deepEqual(problems, []);
  assert.ok(tour);
  return tour;
}

/** A tour as CodeTour's recorder writes it, with things in it that are not known here. */
const FOREIGN = `{
    "$schema": "https://aka.ms/codetour-schema",
    "title": "Where the money goes",
    "futureProperty": { "kept": [1, 2, {}] },
    "steps": [
        { "description": "Hello" },
        { "directory": "src", "description": "All of it" },
        { "file": "wallet.py", "line": 4, "description": "Charging", "futureStep": true },
        {
            "file": "wallet.py",
            "pattern": "^class Wallet",
            "commands": ["command:editor.action.rename", "workbench.action.quickOpen?%5B%22wallet%22%5D"],
            "description": "The class\\n\\n>> npm test"
        },
        { "file": "gone.py", "line": 1, "description": "Not there" },
        { "file": "wallet.py", "line": 400, "description": "Beyond the end" },
        { "file": "wallet.py", "description": "The file" }
    ],
    "isPrimary": true,
    "nextTour": "And back"
}
`;

describe('.tour files', () => {
  it('are read as CodeTour writes them', () => {
    const tour = parsed(FOREIGN);
    assert.equal(tour.title, 'Where the money goes');
    assert.equal(tour.isPrimary, true);
    assert.equal(tour.nextTour, 'And back');
    assert.equal(tour.steps.length, 7);
    assert.equal(tour.steps[3]?.pattern, '^class Wallet');
  });

  for (const [name, text] of [
    ['four spaces', FOREIGN],
    ['Windows line ends and a byte order mark', `\uFEFF${FOREIGN.replaceAll('\n', '\r\n')}`],
    ['tabs and no line end', JSON.stringify(JSON.parse(FOREIGN), null, '\t')],
  ] as const) {
    it(`are written back as they were (${name}), but for what was changed`, () => {
      const tour = parsed(text);
      const flat = (json: string) => JSON.stringify(JSON.parse(json.replace(/^\uFEFF/, '')));
      assert.equal(flat(printTour(tour, text)), flat(text));
      assert.equal(printTour(parsed(printTour(tour, text)), text), printTour(tour, text));
      const edited = replaceStep(tour, 2, withDescription(tour.steps[2]!, 'Spending'));
      assert.equal(flat(printTour(edited, text)), flat(text).replace('"Charging"', '"Spending"'));
      assert.equal(printTour(tour, text).includes('\r\n'), text.includes('\r\n'));
      assert.equal(printTour(tour, text).endsWith('\n'), text.endsWith('\n'));
      assert.equal(printTour(tour, text).startsWith('\uFEFF'), text.startsWith('\uFEFF'));
    });
  }

  it('say where they are broken', () => {
    const first = (text: string) => {
      const [problem] = parseTour(text, 'name').problems;
      assert.ok(problem);
      return [problem.severity, problem.line, problem.column, problem.message].join(' ');
    };
    assert.equal(first(''), 'error 0 0 This is no JSON: the file ends too early.');
    assert.equal(
      first('{"steps": [\n  {"line": 3\n   "file": 1}]}'),
      'error 2 3 This is no JSON: a comma is missing here.',
    );
    assert.equal(first('{"steps": [],}'), 'error 0 13 This is no JSON: a name in double quotes is expected here.');
    assert.equal(first('[]'), 'error 0 0 A tour is a JSON object with a title and steps.');
    assert.equal(first('{"title": "x"}'), 'error 0 0 A tour needs "steps", a list.');
    assert.equal(first('{"steps": []}'), 'warning 0 0 The tour has no "title".');
    assert.equal(first('{"title": "x", "steps": [7]}'), 'warning 0 25 A step is an object.');
    assert.equal(first('{"title": "x", "steps": [{"line": 0}]}'), 'warning 0 34 Lines are whole numbers from 1.');
    assert.equal(first('{"title": "x", "steps": [{"commands": "a"}]}'), 'warning 0 38 "commands" is a list of texts.');
    assert.match(
      first('{"title": "x", "steps": [{"greenroom": {"anchor": {}}}]}'),
      /^warning 0 39 This anchor cannot be read/,
    );
  });

  it('are JSON exactly where JSON.parse says so', () => {
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', '\\', '0', ':', '\n'))
      .map(
        ([json, at, text]) => json.slice(0, at % (json.length + 1)) + text + json.slice((at % (json.length + 1)) + 1),
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string()), (text) => {
        const noJson = parseTour(text, 'name').problems.some(({ message }) => message.startsWith('This is no JSON'));
        assert.equal(noJson, !isJson(text));
      }),
    );
  });

  it('may be hostile', () => {
    const deep = `{"title":"x","steps":${'['.repeat(100_000)}`;
    assert.match(parseTour(deep, 'name').problems[0]?.message ?? '', /nested too deeply/);
    const tour = parsed(
      '{"title": "x", "__proto__": {"polluted": 1}, "steps": [{"description": "", "__proto__": {"line": 3}}]}',
    );
    assert.equal(tour.steps[0]?.line, undefined);
    assert.equal('polluted' in {}, false);
    assert.match(printTour(tour), /"__proto__"/);
  });
});

describe('steps of a tour', () => {
  const step = (description: string) => newStep({ description });
  const texts = ({ steps }: Tour) => steps.map(({ description }) => description).join('');

  it('are added, moved and removed; what is not there is an error', () => {
    const tour = newTour('x', [step('a'), step('b'), step('c')]);
    assert.equal(texts(addStep(tour, step('d'))), 'abcd');
    assert.equal(texts(addStep(tour, step('d'), 0)), 'dabc');
    assert.equal(texts(moveStep(tour, 0, 2)), 'bca');
    assert.equal(texts(removeStep(tour, 1)), 'ac');
    assert.throws(() => removeStep(tour, 3), RangeError);
    assert.throws(() => moveStep(tour, 0, 3), RangeError);
  });

  it('are where anchor, pattern or line say, and it is said how sure that is', async () => {
    const places = await stepPlaces(parsed(FOREIGN), [folder('/a', {}), folder('/b', { 'wallet.py': CODE })]);
    assert.deepEqual(
      places.map(({ state, line }) => (line === undefined ? state : `${state} ${String(line)}`)),
      ['text', 'elsewhere', 'line 3', 'pattern 2', 'lost', 'lost', 'file'],
    );
    assert.equal(places[2]?.root, '/b');
  });

  it('with an anchor follow their line, and are lost when it is gone', async () => {
    const anchor = captureAnchor(CODE, 'wallet.py', 4);
    const tour = parsed(printTour(newTour('x', [withAnchor(step('spend'), anchor)])));
    assert.equal(tour.steps[0]?.line, 5);
    const place = async (text: string) => (await stepPlaces(tour, [folder('/a', { 'wallet.py': text })]))[0];
    assert.equal((await place(CODE))?.state, 'exact');
    const below = await place(`"""Money."""\n\n${CODE}`);
    assert.equal(below?.line, 6);
    assert.equal((await place('nothing = 1\n'))?.state, 'lost');
  });

  it('a new place takes the old one’s pattern away and keeps what is not ours', () => {
    const [, , , fourth] = parsed(FOREIGN).steps;
    const placed = withAnchor(fourth!, captureAnchor(CODE, 'wallet.py', 3));
    assert.equal(placed.pattern, undefined);
    assert.deepEqual(Object.keys(placed.raw), ['file', 'commands', 'line', 'description', 'greenroom']);
  });

  it('a pattern that would run for years is given up', async () => {
    const tour = newTour('x', [{ description: '', file: 'a', pattern: '(a+)+$', raw: {} }]);
    const [place] = await stepPlaces(tour, [folder('/a', { a: `${'a'.repeat(60)}!` })]);
    assert.equal(place?.state, 'lost');
  });

  it('offer shell lines and commands', () => {
    const offers = stepOffers(parsed(FOREIGN).steps[3]!);
    assert.deepEqual(offers, [
      { type: 'shell', line: 'npm test' },
      { type: 'command', id: 'editor.action.rename', args: [] },
      { type: 'command', id: 'workbench.action.quickOpen', args: ['wallet'] },
    ]);
    assert.equal(stepNote(parsed(FOREIGN).steps[3]!), 'The class');
    assert.deepEqual(stepOffers(newStep({ description: '```\n>> rm -rf /\n```\n> quoted' })), []);
    for (const hidden of ['\u000f', '\u0015', '\u001b[2K', '\u202e', '\u2066', '\u0085'])
      assert.deepEqual(stepOffers(newStep({ description: `>> npm test${hidden}; rm -rf ~` })), []);
    assert.equal(stepOffers(newStep({ description: '>> printf "é\t‍🟢"' })).length, 1);
  });
});

describe('generated tours', () => {
  const stop = (line: number, note: string) => ({ target: { file: { root: '/r', path: 'wallet.py' }, line }, note });

  it('have a step per link, in order, with its sentence', () => {
    const { tour, roots } = cardTour({ question: 'Why?', stops: [stop(4, 'One.'), stop(2, 'Two.'), stop(4, 'One.')] });
    assert.deepEqual(
      tour.steps.map(({ line, description }) => [line, description]),
      [
        [5, 'One.'],
        [3, 'Two.'],
      ],
    );
    assert.deepEqual(roots, ['/r', '/r']);
  });

  it('of a round chain the cards and say whose a step is', () => {
    const { tour } = roundTour('Round', [
      { question: 'Why?', stops: [stop(1, 'One.')] },
      { question: 'How?', stops: [stop(1, 'One.')] },
    ]);
    assert.deepEqual(
      tour.steps.map(({ title }) => title),
      ['Why?', 'How?'],
    );
  });
});

describe('changes of the code behind a card', () => {
  const file = { root: '/r', path: 'wallet.py' };
  const charge = {
    ...{ name: 'charge', container: ['Wallet'], kind: 'method' as const, file },
    ...{ line: 3, column: 8, startLine: 3, endLine: 4 },
  };
  const link = { text: 'Wallet.charge', target: { file, line: 3, symbol: charge } };
  const state = (text: string, shift = 0) => {
    const symbol = { ...charge, startLine: 3 + shift, endLine: 4 + shift };
    return codeState([{ ...link, target: { ...link.target, symbol } }], () => Promise.resolve(text));
  };

  it('are found in the definition alone, wherever it stands', async () => {
    const before = await state(CODE);
    assert.deepEqual(changedCode(before, await state(`# new\n${CODE}`, 1)), []);
    assert.deepEqual(changedCode(before, await state(CODE.replaceAll('\n', '\r\n'))), []);
    assert.deepEqual(changedCode(before, await state(CODE.replace('-=', '+='))), ['Wallet.charge']);
    assert.deepEqual(changedCode({}, before), []);
  });
});
