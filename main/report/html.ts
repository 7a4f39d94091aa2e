/** HTML as a value: what goes into the `markup` template is escaped unless it is itself HTML. */

export interface Html {
  readonly html: string;
}

type Part = Html | string | number | null | readonly Part[];

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"'\0]/g, (c) =>
    c === '&'
      ? '&amp;'
      : c === '<'
        ? '&lt;'
        : c === '>'
          ? '&gt;'
          : c === '"'
            ? '&quot;'
            : c === "'"
              ? '&#39;'
              : '\uFFFD',
  );

const render = (part: Part): string => {
  if (part === null) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if ('html' in part) return part.html;
  return part.map(render).join('');
};

/** `markup\`<b>${text}</b>\``; not called `html`, or the formatter would move white space inside it. */
export function markup(parts: TemplateStringsArray, ...holes: readonly Part[]): Html {
  let text = parts[0] ?? '';
  holes.forEach((hole, i) => (text += render(hole) + (parts[i + 1] ?? '')));
  return { html: text };
}

/** HTML made elsewhere that is known to be safe: the Markdown renderer's, a checked drawing. */
export const trusted = (text: string): Html => ({ html: text });
