import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown.ts';

describe('renderMarkdown', () => {
  it('renders what a report needs', () => {
    expect(renderMarkdown('# A\n\n- b\n- *c*\n\n| d | e |\n|---|--:|\n| 1 | 2 |\n')).toMatch(
      /<h1>A<\/h1>[^]*<li><em>c<\/em><\/li>[^]*<td style="text-align:right">2<\/td>/,
    );
  });

  it('shows addresses and links nowhere', () => {
    expect(renderMarkdown('[the list](https://example.org/a?b&c "t")')).toBe(
      '<p><span class="link">the list</span> (<span class="address">https://example.org/a?b&amp;c</span>)</p>\n',
    );
    expect(renderMarkdown('<https://example.org>')).toBe('<p><span class="link">https://example.org</span></p>\n');
    expect(renderMarkdown('[down](#evidence)')).toBe('<p><a href="#evidence">down</a></p>\n');
  });

  it('lets nothing run and loads nothing, whatever is written', () => {
    const piece = fc.constantFrom(
      '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '![a](http://x/y.png)', '![](data:image/svg+xml;base64,AA)', '[a](javascript:alert(1))', '[a][b]',
      '\n\n[b]: http://x "onmouseover=alert(1)"\n\n', '<!--', '-->', '`', '```html\n', '\n```\n', '&lt;script&gt;', '<a href="http://x">', '[![a](b)](http://c)', '](', '<http://x>', '"', "'", '\n', '**',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 12 }), (parts) => {
        const html = renderMarkdown(parts.join(''));
        const tags = [...html.matchAll(/<[^>]*>/g)].map((m) => m[0]);
        for (const tag of tags) {
          expect(tag).toMatch(
            /^<\/?(p|span|a|em|strong|code|pre|h\d|ul|ol|li|blockquote|hr|br|s|table|thead|tbody|tr|td|th)[\s>/]/,
          );
          expect(tag).not.toMatch(/\son\w+=|src=|href="(?!#)/i);
        }
      }),
      { numRuns: 500 },
    );
  });
});
