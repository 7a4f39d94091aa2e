/**
 * Markdown of a notebook as HTML that shows and does nothing else: no HTML of the author's, no image, no link that a
 * click could follow out. The address of a link is written after its text, to be read and copied.
 */
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt('default', { html: false, linkify: false, typographer: false });

/** Addresses inside the document; all others are shown, not linked. */
const isInside = (href: string): boolean => /^#[\w-]*$/.test(href);

type Rule = NonNullable<(typeof markdown.renderer.rules)['image']>;

const open: Rule = (tokens, index, options, _env, self) => {
  const token = tokens[index]!;
  return isInside(String(token.attrGet('href') ?? ''))
    ? self.renderToken(tokens, index, options)
    : '<span class="link">';
};

const close: Rule = (tokens, index, options, _env, self) => {
  // The opening token is the nearest before: links do not nest.
  const opening = tokens.slice(0, index).findLast((token) => token.type === 'link_open');
  const href = String(opening?.attrGet('href') ?? '');
  if (isInside(href)) return self.renderToken(tokens, index, options);
  const text = tokens
    .slice(tokens.indexOf(opening!) + 1, index)
    .map((token) => token.content)
    .join('');
  return text === href ? '</span>' : `</span> (<span class="address">${markdown.utils.escapeHtml(href)}</span>)`;
};

const image: Rule = (tokens, index) => {
  const token = tokens[index]!;
  const shown = token.content === '' ? 'image' : token.content;
  return `<span class="refused">[${markdown.utils.escapeHtml(shown)}: images are not shown]</span>`;
};

Object.assign(markdown.renderer.rules, { link_open: open, link_close: close, image });

/** The line that parts two text cells shows as nothing. */
const BREAK_LINE = /^\s*<!-- %% -->[ \t]*(?:\n|$)/;

/** HTML of a Markdown text; safe in any place where block elements may stand. */
export const renderMarkdown = (source: string): string => markdown.render(source.replace(BREAK_LINE, ''));

export interface Heading {
  /** 1 to 6. */
  readonly level: number;
  /** Its text, without marks. */
  readonly text: string;
}

/** The headings of a Markdown text, in order; those in lists and quotes are left out. */
export function headingsOf(source: string): Heading[] {
  if (!/^ {0,3}(?:#|.*\n {0,3}(?:=+|-+) *(?:\n|$))/m.test(source)) return [];
  const tokens = markdown.parse(source.replace(BREAK_LINE, ''), {});
  return tokens.flatMap((token, i) => {
    if (token.type !== 'heading_open' || token.level !== 0) return [];
    const children = tokens[i + 1]?.children ?? [];
    const text = children.map((child) => (child.type === 'softbreak' ? ' ' : child.content)).join('');
    return [{ level: Number(token.tag.slice(1)), text: text.trim() }];
  });
}
