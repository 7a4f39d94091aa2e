/** Inputs put into the front matter of a notebook that has others; what stands there stays as it is written. */
import { isMap, isScalar, parseDocument, type Pair } from 'yaml';
import { WaybillError } from '../errors.ts';
import { parseNotebook, type Notebook } from './document.ts';
import { splice } from './edit.ts';
import type { NotebookInput } from './front-matter.ts';

/** An input as YAML in one line. JSON is YAML; a date needs no quotes, and keys read better without. */
function writeInput(input: NotebookInput): string {
  const parts = Object.entries(input).map(([key, value]) =>
    input.type === 'date' && key !== 'label' ? `${key}: ${String(value)}` : `${key}: ${JSON.stringify(value)}`,
  );
  return `{ ${parts.join(', ').replace(`type: "${input.type}"`, `type: ${input.type}`)} }`;
}

/**
 * @param inputs none of their names is taken
 * @throws WaybillError 'notebook/edit-refused' where the front matter is written in a way that cannot be added to
 */
export function addInputs(notebook: Notebook, inputs: ReadonlyMap<string, NotebookInput>): Notebook {
  if (inputs.size === 0) return notebook;
  const { text, front, newline } = notebook;
  const lines = (indent: string): string =>
    [...inputs].map(([name, input]) => `${indent}${name}: ${writeInput(input)}${newline}`).join('');
  let after: Notebook;
  if (front.to === 0) {
    const lead = text.startsWith('\uFEFF') ? 1 : 0;
    const insert = `---${newline}waybill: 1${newline}inputs:${newline}${lines('  ')}---${newline}`;
    after = parseNotebook(splice(text, [{ from: lead, to: lead, insert }]));
  } else {
    const yaml = text.slice(front.yamlFrom, front.yamlTo);
    after = parseNotebook(splice(text, [placeOf(yaml, front.yamlFrom, inputs, lines, newline)]));
  }
  const names = [...front.inputs.keys(), ...inputs.keys()];
  if (names.some((name) => !after.front.inputs.has(name)) || after.blocks.length < notebook.blocks.length)
    throw new WaybillError(
      'notebook/edit-refused',
      'The inputs at the top of this notebook are written in a way that cannot be added to. Write them one to a line.',
    );
  return after;
}

function placeOf(
  yaml: string,
  offset: number,
  inputs: ReadonlyMap<string, NotebookInput>,
  lines: (indent: string) => string,
  newline: string,
): { from: number; to: number; insert: string } {
  const at = (place: number, insert: string): { from: number; to: number; insert: string } => ({
    from: offset + place,
    to: offset + place,
    insert,
  });
  const document = parseDocument(yaml, { logLevel: 'silent' });
  const pairs = isMap(document.contents) ? (document.contents.items as Pair[]) : [];
  const pair = pairs.find(({ key }) => isScalar(key) && key.value === 'inputs');
  const ended = yaml === '' || /[\r\n]$/.test(yaml) ? '' : newline;
  if (!pair) return at(yaml.length, `${ended}inputs:${newline}${lines('  ')}`);
  const value = pair.value;
  if (isMap(value) && value.flow === true) {
    const close = yaml.lastIndexOf('}', value.range![1]);
    const written = [...inputs].map(([name, input]) => `${name}: ${writeInput(input)}`).join(', ');
    return at(close, `${value.items.length > 0 ? ', ' : ' '}${written} `);
  }
  if (isMap(value) && value.range) {
    const first = (value.items[0] as Pair).key;
    const start = isScalar(first) && first.range ? first.range[0] : value.range[0];
    const indent = yaml.slice(yaml.lastIndexOf('\n', start - 1) + 1, start);
    // The range of a block map ends after the line break of its last entry.
    const end = value.range[1];
    const lineEnd = /[\r\n]$/.test(yaml.slice(0, end)) ? end : nextLine(yaml, end);
    return at(lineEnd, `${/[\r\n]$/.test(yaml.slice(0, lineEnd)) ? '' : newline}${lines(indent)}`);
  }
  // `inputs:` with nothing below it.
  const key = (pair.key as { range: [number, number, number] }).range[1];
  const end = nextLine(yaml, key);
  return at(end, `${/[\r\n]$/.test(yaml.slice(0, end)) ? '' : newline}${lines('  ')}`);
}

function nextLine(text: string, from: number): number {
  const match = /\r\n?|\n/g;
  match.lastIndex = from;
  const found = match.exec(text);
  return found ? found.index + found[0].length : text.length;
}
