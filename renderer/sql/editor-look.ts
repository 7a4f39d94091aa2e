/** How text to edit looks in the window, whatever its language. */
import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--wb-code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--wb-code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--wb-code-number)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--wb-code-comment)', fontStyle: 'italic' },
  { tag: [tags.standard(tags.name), tags.typeName, tags.propertyName], color: 'var(--wb-code-function)' },
  { tag: [tags.heading, tags.strong], fontWeight: '650' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: [tags.link, tags.url], color: 'var(--wb-code-function)' },
  { tag: tags.monospace, color: 'var(--wb-code-string)' },
]);

export const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--wb-bg)', color: 'var(--wb-text)' },
  '&.cm-focused': { outline: 'none' },
  // Without ligatures: `>=` must not look like another character.
  '.cm-scroller': { fontFamily: 'var(--wb-mono)', lineHeight: '1.55', fontVariantLigatures: 'none' },
  '.cm-content': { caretColor: 'var(--wb-text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--wb-text)' },
  '.cm-gutters': { backgroundColor: 'var(--wb-bg)', color: 'var(--wb-faint)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--wb-row-hover)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--wb-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--wb-selection)',
  },
  '.cm-placeholder': { color: 'var(--wb-faint)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--wb-bg)',
    color: 'var(--wb-text)',
    border: '1px solid var(--wb-border)',
    borderRadius: '6px',
    boxShadow: 'var(--wb-shadow)',
  },
  // Twelve lines at most, all of them shown: a list that scrolls would have to take the focus to be scrolled by keyboard.
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: 'none' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--wb-accent)',
    color: 'var(--wb-on-accent)',
  },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.75', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-panels': { backgroundColor: 'var(--wb-chrome)', color: 'var(--wb-text)' },
});
