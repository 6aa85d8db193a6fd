import assert from 'node:assert/strict';
import fc from 'fast-check';
import { renderBlocks, renderInline } from '../../../src/deck';

const HOSTILE = [
  '<script>',
  '</p>',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt&#58;alert)',
  '[a](data:text/html,x)',
  '<javascript:x>',
  '![a"onload="x](http://evil/x.png)',
  '[a](x.py"onclick=")',
  '[`x`](http://a/"b)',
  '```"><b\n',
  '```\n',
  '`<b>`',
  '`A"B`',
  '|a|\n|-|\n|<i>|\n',
  '&lt;',
  '&#x3c;script>',
  '"',
  "'",
  '[r]: javascript:x\n',
  '[r]',
  '\n\n',
  '- ',
  '> ',
  '**',
  'vbscript:x',
  '\u0000',
  '[a](\u0001javascript:x)',
  '[a](//evil/x)',
  '<http://a.b/"onclick=x>',
  '[x](prototype/x.py#<b>)',
];
const ALLOWED =
  /<\/?(?:p|strong|em|s|code|pre|ul|ol|li|blockquote|table|thead|tbody|tr|h[1-6]|mark)>|<br>|<hr>|<\/(?:a|span|th|td)>|<ol start="\d+">|<t[hd](?: class="align-(?:left|right|center)")?>|<span class="image">|<code class="language-[\w+#-]+">|<a class="code" href="#" data-code="[^"<>]*">|<a href="(?:https?:\/\/|mailto:)[^"<>]*">/gi;

describe('rendered Markdown', () => {
  it('holds nothing that a page could run or load, whatever the text', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 8 })), { maxLength: 12 })
      .map((parts) => parts.join(''));
    const options = { marked: (word: string) => word.length > 2, codeLinks: () => true };
    fc.assert(
      fc.property(text, (markdown) => {
        for (const html of [renderInline(markdown, options), renderBlocks(markdown, options)]) {
          const rest = html.replace(ALLOWED, '');
          assert.doesNotMatch(rest, /[<>]/, html);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('marks words and links code', () => {
    const html = renderInline('The `!Cache` **holds** it; holding `x y`.', {
      marked: new Set(['holds']),
      codeLinks: (text) => text === 'Cache',
    });
    assert.equal(
      html,
      'The <a class="code" href="#" data-code="Cache"><code>Cache</code></a> <strong><mark>holds</mark></strong> it; holding <code>x y</code>.',
    );
  });

  it('keeps web links, makes code links of paths, and shows only the text of other links', () => {
    assert.equal(renderInline('[a](https://example.org/?x=1&y)'), '<a href="https://example.org/?x=1&amp;y">a</a>');
    assert.equal(
      renderInline('[a](prototype/my%20file.py#A.b)'),
      '<a class="code" href="#" data-code="prototype/my file.py#A.b">a</a>',
    );
    assert.equal(
      renderInline('[a](javascript:alert) ![alt](https://example.org/x.png)'),
      'a <span class="image">alt</span>',
    );
  });

  it('says where code leads, and does not link what is broken', () => {
    const mark = (text: string) => ({ broken: text.startsWith('gone'), title: `at "${text}"`, note: ' (there)' });
    const html = renderInline('`here.py`, [it](gone.py#L3), [`x`](here.py)', { codeLinks: mark });
    assert.equal(
      html,
      [
        '<a class="code" href="#" data-code="here.py" title="at &quot;here.py&quot;"><code>here.py</code><span class="sr"> (there)</span></a>',
        '<span class="code broken" title="at &quot;gone.py#L3&quot;">it<span class="sr"> (there)</span></span>',
        '<a class="code" href="#" data-code="here.py" title="at &quot;here.py&quot;"><code>x</code><span class="sr"> (there)</span></a>',
      ].join(', '),
    );
  });
});
