import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { CodeMap, orderRoots, resolveLink, resolveLinks, type CodeName, type LinkScope } from '../../../src/tour';
import { fakeIndex } from './support/fake-index';

const DECK = path.resolve('/decks/mine');
const PROTOTYPE = path.join(DECK, 'prototype');

const prototype = fakeIndex(
  PROTOTYPE,
  {
    'control_plane.py': ['Budget', 'ControlPlane', 'ControlPlane.charge', 'ControlPlane.stop', 'AuditEntry'],
    'wallet.py': ['Wallet', 'Wallet.charge', 'charge_all'],
    'tests/run_suite.py': ['main'],
    'tests/support.py': ['Fake', 'Fake.stop'],
    'spot/__init__.py': ['open_spot'],
    'spot/__main__.py': ['main'],
    'README.md': [],
  },
  { ControlPlane: 9, Wallet: 2 },
);
const scope: LinkScope = { indexes: [prototype], deck: DECK };

const path_ = (text: string): CodeName => ({ text, form: 'path', mustResolve: true });
const symbol = (text: string, mustResolve = false): CodeName => ({ text, form: 'symbol', mustResolve });
const explicit = (target: string, fragment?: string): CodeName => ({
  ...{ text: 'see', form: 'explicit', mustResolve: true },
  target: fragment === undefined ? { path: target } : { path: target, fragment },
});

/** `state file:line, file:line` with lines from 1. */
function told(link: CodeName, others: readonly CodeName[] = [], at: LinkScope = scope): string {
  const { state, targets } = resolveLink(link, [link, ...others], at);
  return [state, targets.map(({ file, line }) => `${file.path}:${String(line + 1)}`).join(', ')].join(' ').trim();
}

describe('code links', () => {
  it('a path is exact, or the end of one path', () => {
    assert.equal(told(path_('control_plane.py')), 'resolved control_plane.py:1');
    assert.equal(told(path_('./control_plane.py')), 'resolved control_plane.py:1');
    assert.equal(told(path_('run_suite.py')), 'resolved tests/run_suite.py:1');
    assert.equal(told(path_('suite.py')), 'broken');
    assert.equal(told(path_('other/run_suite.py')), 'broken');
    const twice = fakeIndex(PROTOTYPE, { 'api.py': [], 'old/api.py': [] });
    assert.equal(told(path_('api.py'), [], { ...scope, indexes: [twice] }), 'resolved api.py:1');
  });

  it('a path may go on to a line or a definition', () => {
    assert.equal(told(path_('control_plane.py#L3')), 'resolved control_plane.py:3');
    assert.equal(told(path_('control_plane.py:3')), 'resolved control_plane.py:3');
    assert.equal(told(path_('control_plane.py:3:14')), 'resolved control_plane.py:3');
    assert.equal(told(path_('control_plane.py#ControlPlane')), 'resolved control_plane.py:2');
    assert.equal(told(path_('control_plane.py#ControlPlane.charge')), 'resolved control_plane.py:3');
    assert.equal(told(path_('control_plane.py#charge')), 'resolved control_plane.py:3');
    assert.equal(told(path_('control_plane.py#Missing')), 'broken');
    assert.equal(told(path_('README.md#install')), 'resolved README.md:1');
    const [range] = resolveLinks([path_('control_plane.py#L2-L4')], scope);
    assert.deepEqual([range?.targets[0]?.line, range?.targets[0]?.endLine], [1, 3]);
    assert.equal(told(path_('control_plane.py:900'), [], { ...scope, lineCount: () => 20 }), 'broken');
  });

  it('a symbol is a definition, with as much of its surroundings as is given', () => {
    assert.equal(told(symbol('ControlPlane')), 'resolved control_plane.py:2');
    assert.equal(told(symbol('ControlPlane.charge')), 'resolved control_plane.py:3');
    assert.equal(told(symbol('ControlPlane.charge()')), 'resolved control_plane.py:3');
    assert.equal(told(symbol('control_plane.ControlPlane.charge')), 'resolved control_plane.py:3');
    assert.equal(told(symbol('control_plane.charge')), 'resolved control_plane.py:3');
    assert.equal(told(symbol('spot.open_spot')), 'resolved spot/__init__.py:1');
    assert.equal(told(symbol('Wallet.stop')), 'none');
  });

  it('text that names nothing is no link, unless the author says that it must be there', () => {
    for (const text of ['pandas', 'tenant_id', 'Strange.name', 'ControlPlan']) assert.equal(told(symbol(text)), 'none');
    assert.equal(told(symbol('ControlPlan', true)), 'broken');
    assert.equal(told({ ...path_('and/or.x'), mustResolve: false }), 'none');
  });

  it('of several definitions: the one in a file that the card names, else the most used, else a choice', () => {
    assert.equal(told(symbol('charge'), [path_('wallet.py')]), 'resolved wallet.py:2');
    assert.equal(told(symbol('charge'), [explicit('prototype/wallet.py')]), 'resolved wallet.py:2');
    assert.equal(told(symbol('charge')), 'resolved control_plane.py:3');
    assert.equal(told(symbol('main')), 'ambiguous tests/run_suite.py:1, spot/__main__.py:1');
    assert.equal(told(symbol('main'), [path_('run_suite.py')]), 'resolved tests/run_suite.py:1');
  });

  it('of several files: the one beside a file that the card names', () => {
    const mono = fakeIndex('/repo', { 'one/api.py': [], 'two/api.py': [], 'two/store.py': [] });
    const at = { ...scope, indexes: [mono] };
    assert.equal(told(path_('api.py'), [], at), 'ambiguous one/api.py:1, two/api.py:1');
    assert.equal(told(path_('api.py'), [path_('store.py')], at), 'resolved two/api.py:1');
    assert.equal(told(path_('api.py'), [path_('one/api.py')], at), 'resolved one/api.py:1');
  });

  it('overloads, and constructors named like their class, are one definition', () => {
    const java = fakeIndex('/repo', { 'src/Budget.java': ['Budget', 'Budget.Budget', 'Budget.spend', 'Budget.spend'] });
    const at = { ...scope, indexes: [java] };
    assert.equal(told(symbol('Budget'), [], at), 'resolved src/Budget.java:1');
    assert.equal(told(symbol('Budget.spend'), [], at), 'resolved src/Budget.java:3');
  });

  it('an explicit link starts at the deck, and is exact', () => {
    assert.equal(told(explicit('prototype/control_plane.py', 'ControlPlane.charge')), 'resolved control_plane.py:3');
    assert.equal(told(explicit('prototype/control_plane.py', 'L2-L4')), 'resolved control_plane.py:2');
    assert.equal(told(explicit('control_plane.py')), 'broken');
    assert.equal(told(explicit('prototype/run_suite.py')), 'broken');
    const beside = { ...scope, exists: (file: string) => file === path.join(DECK, 'sandbox', 'model.yaml') };
    assert.equal(told(explicit('sandbox/model.yaml', 'L4'), [], beside), 'resolved sandbox/model.yaml:4');
    assert.equal(told(explicit('sandbox/other.yaml'), [], beside), 'broken');
  });

  it('the first folder that knows the name wins, also for explicit links', () => {
    const workspace = fakeIndex('/home/me/repo', { 'control_plane.py': ['ControlPlane'], 'lib/wallet.py': ['Purse'] });
    const at = { ...scope, indexes: [workspace, prototype] };
    const root = (link: CodeName) => resolveLink(link, [link], at).targets[0]?.file.root;
    assert.equal(root(symbol('ControlPlane')), '/home/me/repo');
    assert.equal(root(path_('wallet.py')), '/home/me/repo');
    assert.equal(root(explicit('prototype/control_plane.py')), '/home/me/repo');
    assert.equal(root(symbol('ControlPlane.charge')), PROTOTYPE);
    assert.equal(root(explicit('prototype/wallet.py')), PROTOTYPE);
  });

  it('a broken link says which names come close', () => {
    const suggestions = (link: CodeName) => resolveLink(link, [link], scope).suggestions;
    assert.deepEqual(suggestions(symbol('ControlPlan', true)), ['ControlPlane']);
    assert.deepEqual(suggestions(symbol('ControlPlane.chrage', true)), ['ControlPlane.charge']);
    assert.deepEqual(suggestions(path_('test/run_suite.py')), ['tests/run_suite.py']);
    assert.deepEqual(suggestions(path_('contol_plane.py')), ['control_plane.py']);
    assert.deepEqual(suggestions(symbol('Unrelated', true)), []);
  });

  it('whatever is asked, an answer comes, and its state fits its targets', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w.#:/()-]*$/));
    const link = fc.record({
      ...{ text, form: fc.constantFrom('path' as const, 'symbol' as const), mustResolve: fc.boolean() },
    });
    fc.assert(
      fc.property(fc.array(link, { maxLength: 5 }), (links) => {
        for (const [at, { state, targets }] of resolveLinks(links, scope).entries()) {
          if (state === 'resolved') assert.equal(targets.length, 1);
          else if (state === 'ambiguous') assert.ok(targets.length > 1);
          else assert.equal(targets.length, 0);
          assert.equal(state === 'broken' && links[at]?.mustResolve === false, false);
        }
      }),
    );
  });

  it('names of JavaScript itself are names like any other', () => {
    for (const text of ['constructor', '__proto__', 'toString', 'Object.prototype'])
      assert.equal(told(symbol(text)), 'none');
  });
});

describe('the folders of a deck', () => {
  const at = (folder: string) => path.resolve(folder);
  it('the workspace goes before an example, and after a prototype that the deck names itself', () => {
    const [inside, outside] = [[at('/x/deck/prototype')], [at('/home/me/repo')]];
    assert.deepEqual(orderRoots(inside, outside, { workspaceFirst: true }), [...outside, ...inside]);
    assert.deepEqual(orderRoots(inside, outside, { workspaceFirst: false }), [...inside, ...outside]);
  });
  it('a workspace around the prototype, or the same folder, does not go before it', () => {
    assert.deepEqual(orderRoots([at('/w/deck/p')], [at('/w')], { workspaceFirst: true }), [at('/w/deck/p'), at('/w')]);
    assert.deepEqual(orderRoots([at('/w')], [at('/w')], { workspaceFirst: true }), [at('/w')]);
  });
});

describe('from code back to cards', () => {
  const links = (...names: CodeName[]) => resolveLinks(names, scope);
  const map = new CodeMap([
    { card: 'one', links: links(symbol('ControlPlane'), path_('control_plane.py'), symbol('ControlPlane')) },
    { card: 'two', links: links(symbol('ControlPlane'), path_('control_plane.py:4-5'), symbol('nothing')) },
    { card: 'three', links: links(symbol('main')) },
  ]);
  const file = path.join(PROTOTYPE, 'control_plane.py');

  it('lists what is linked in a file, by line, with its cards once each', () => {
    assert.deepEqual(
      map.inFile(file).map(({ line, wholeFile, cards }) => [line, wholeFile, cards]),
      [
        [0, true, ['one']],
        [1, false, ['one', 'two']],
        [3, false, ['two']],
      ],
    );
    assert.deepEqual(map.inFile(path.join(PROTOTYPE, 'wallet.py')), []);
    assert.equal(map.files.length, 1);
  });

  it('finds the cards of one line', () => {
    const cards = (line: number) => map.at(file, line).map((place) => place.cards);
    assert.deepEqual(cards(1), [['one', 'two']]);
    assert.deepEqual(cards(4), [['two']]);
    assert.deepEqual(cards(5), []);
  });
});
