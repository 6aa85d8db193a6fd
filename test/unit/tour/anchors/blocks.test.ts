import assert from 'node:assert/strict';
import { captureAnchor } from '../../../../src/tour';
import { Project, lineOf } from './support';

const FILE = 'till.test.ts';
const OLD = `import { Till } from './till'

describe('Opening', () => {
  it('is empty', () => {
    const till = new Till()
    expect(till.sum()).toBe(0)
  })
})

describe('Charging', () => {
  const stack = []

  it('adds what is due', async () => {
    stack.push(async (c, next) => {
      await next()
    })
    const till = new Till()
    till.charge(4)
    expect(till.sum()).toBe(4)
  })

  it('gives change', async () => {
    const till = new Till()
    expect(till.charge(4, 5)).toBe(1)
  })
})
`;

/** The same two suites; nearly everything in them was written anew. */
const NOW = `import { Till } from './till'
import { money } from './money'

describe('Charging', () => {
  const middleware = []
  const options = { currency: 'EUR' }

  it('takes coins', async () => {
    for (const coin of [1, 2]) {
      await shop().put(money(coin))
    }
  })

  it('gives change', async () => {
    middleware.push(
      wrapped(async (context, next) => {
        await next()
        context.log('paid')
      })
    )
    const change = await shop().pay(money(4), money(5))
    expect(change).toEqual(money(1))
  })

  it('refuses notes', async () => {
    await expect(shop().put(money(500))).rejects.toThrow()
  })
})

describe('Closing', () => {
  it('counts', async () => {
    expect(await shop().count()).toEqual([])
  })
})
`;

describe('an anchor in code of many blocks', () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
    project.write(FILE, OLD);
    project.commit();
  });
  afterEach(() => {
    project.dispose();
  });

  /** The line that closes the block that begins with a text, from 0. */
  const closing = (text: string, opening: string): number => {
    const lines = text.split('\n');
    const from = lineOf(text, opening);
    const indent = /^ */.exec(lines[from] ?? '')?.[0] ?? '';
    return lines.findIndex((line, at) => at > from && line === `${indent}})`);
  };

  const captured = (line: number) =>
    captureAnchor(OLD, FILE, line, { commit: project.git('rev-parse', 'HEAD').trim() });

  it('knows a closing bracket by what it closes', async () => {
    project.write(FILE, NOW);
    for (const opening of ["describe('Charging'", "  it('gives change'"]) {
      const found = await project.resolve(captured(closing(OLD, opening)));
      assert.deepEqual([found.state, found.line], ['moved', closing(NOW, opening)], opening);
    }
  });

  it('takes no other bracket for one whose block is gone', async () => {
    project.write(FILE, NOW);
    for (const opening of ["describe('Opening'", "  it('adds what is due'"]) {
      const found = await project.resolve(captured(closing(OLD, opening)));
      assert.notEqual(found.state, 'moved', opening);
      assert.notEqual(found.state, 'exact', opening);
    }
  });

  it('follows the only line of its text however much has changed around it', async () => {
    const names = (count: number, of: string) => Array.from({ length: count }, (_, at) => `  ${of}${at},\n`).join('');
    const old = `import {\n${names(4, 'coin')}  openTill,\n${names(3, 'note')}} from './shop'\n\n${names(30, 'call')}`;
    const now = `import {\n${names(5, 'card')}  openTill,\n${names(2, 'bank')}} from './web'\n\n${names(30, 'await')}`;
    project.write('till.ts', old);
    project.commit();
    const anchor = await project.capture('till.ts', old, 'openTill');
    project.write('till.ts', now);
    const found = await project.resolve(anchor);
    assert.deepEqual([found.state, found.line], ['moved', 6]);
  });

  it('is in the test around it, not in the call that a callback is handed to', () => {
    const text = `it('gives change', () => {\n  wrapped(async (c, next) => {\n    await next()\n  })\n})\n`;
    assert.equal(captureAnchor(text, FILE, 2).symbol, 'gives change');
    const method = `class Till {\n  charge(sum, { by = cash() } = {}) {\n    return sum\n  }\n}\n`;
    assert.equal(captureAnchor(method, FILE, 2).symbol, 'Till.charge');
  });
});
