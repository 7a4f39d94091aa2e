/** The languages of cells besides SQL, as far as an editor colours them: Markdown with figures, and JSON. */
import { StreamLanguage, type StreamParser } from '@codemirror/language';

const markdownParser: StreamParser<{ fenced: boolean }> = {
  name: 'markdown',
  startState: () => ({ fenced: false }),
  token(stream, state) {
    if (stream.sol()) {
      if (stream.match(/^\s{0,3}(?:```|~~~).*/)) {
        state.fenced = !state.fenced;
        return 'monospace';
      }
      if (state.fenced) {
        stream.skipToEnd();
        return 'monospace';
      }
      if (stream.match(/^#{1,6}\s.*/)) return 'heading';
      if (stream.match(/^\s*(?:[-*+]|\d+\.)\s/) || stream.match(/^\s*>/)) return 'keyword';
    }
    if (stream.match(/^\{\{[^{}\n]*\}\}/)) return 'number';
    if (stream.match(/^\*\*[^*\n]+\*\*/) || stream.match(/^__[^_\n]+__/)) return 'strong';
    if (stream.match(/^`[^`\n]+`/)) return 'monospace';
    if (stream.match(/^\[[^\]\n]*\]\([^)\n]*\)/)) return 'link';
    if (stream.match(/^<!--.*?-->/)) return 'comment';
    stream.next();
    stream.eatWhile(/[^{*_`[<\n]/);
    return null;
  },
};

const jsonParser: StreamParser<object> = {
  name: 'json',
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"/)) return stream.match(/^\s*:/, false) ? 'propertyName' : 'string';
    if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number';
    if (stream.match(/^(?:true|false|null)\b/)) return 'keyword';
    stream.next();
    return null;
  },
  languageData: { closeBrackets: { brackets: ['{', '[', '"'] } },
};

export const markdownLanguage = StreamLanguage.define(markdownParser);
export const jsonLanguage = StreamLanguage.define(jsonParser);
