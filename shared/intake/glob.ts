/**
 * File patterns as shells write them: `*` and `?` within a name, `**` across folders, `[abc]`, `{csv,xlsx}`. For
 * patterns that were quoted on the command line or typed in the window, so that no shell had a chance to expand them.
 */

/** Whether a text has a sign of a pattern. A real file of such a name goes before. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

/** The folder before the first sign of a pattern, and the pattern below it. Paths are written with `/`. */
export function splitGlob(pattern: string): { readonly folder: string; readonly rest: string } {
  const parts = pattern.split('/');
  const first = parts.findIndex(isGlob);
  const at = first < 0 ? parts.length - 1 : first;
  const folder = parts.slice(0, at).join('/');
  return { folder: folder === '' && pattern.startsWith('/') ? '/' : folder, rest: parts.slice(at).join('/') };
}

/** A regular expression that matches whole relative paths (written with `/`). */
export function globRegExp(pattern: string): RegExp {
  let out = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i += 1) {
    const c = pattern[i]!;
    if (c === '*' && pattern[i + 1] === '*') {
      const whole = pattern[i + 2] === '/';
      out += whole ? '(?:[^/]+/)*' : '.*';
      i += whole ? 2 : 1;
    } else if (c === '*') out += '[^/]*';
    else if (c === '?') out += '[^/]';
    else if (c === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) out += '\\[';
      else {
        const inner = pattern.slice(i + 1, end).replace(/[\\\]^]/g, '\\$&');
        out += inner.startsWith('!') ? `[^/${inner.slice(1)}]` : `[${inner}]`;
        i = end;
      }
    } else if (c === '{' && pattern.indexOf('}', i) > 0) {
      out += '(?:';
      depth += 1;
    } else if (c === '}' && depth > 0) {
      out += ')';
      depth -= 1;
    } else if (c === ',' && depth > 0) out += '|';
    else out += c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return new RegExp(`^${out}$`, 'u');
}
