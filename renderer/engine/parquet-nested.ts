/** Lists, structs and maps of a Parquet file as DuckDB writes them: `[a, NULL]`, `{'k': v}`, `{k=v}`. */
import type { SchemaTree } from 'hyparquet';
import { leafText } from './parquet-columns.ts';

const isListLike = ({ element, children }: SchemaTree): boolean =>
  (element.converted_type === 'LIST' || element.logical_type?.type === 'LIST') &&
  children.length === 1 &&
  children[0]!.element.repetition_type === 'REPEATED';

const isMapLike = ({ element, children }: SchemaTree): boolean =>
  (element.converted_type === 'MAP' || element.logical_type?.type === 'MAP') &&
  children.length === 1 &&
  children[0]!.children.length === 2;

/** Text inside a nested value: quoted where it would otherwise be read as structure, as nothing or as NULL. */
export function innerText(text: string): string {
  const plain = text !== '' && !/[()[\]{}"',:=]|^\s|\s$/.test(text) && text.toUpperCase() !== 'NULL';
  return plain ? text : quoted(text);
}
const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

/** The whole value; null for none. */
export function nestedText(node: SchemaTree, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (isListLike(node)) {
    const [middle] = node.children;
    const item = middle!.children.length === 1 ? middle!.children[0]! : middle!;
    return listText(item, value as unknown[]);
  }
  if (isMapLike(node)) {
    const [key, content] = node.children[0]!.children as [SchemaTree, SchemaTree];
    const entries = Object.entries(value as Record<string, unknown>).map(
      // Keys have become texts of their plain values in hyparquet; only text keys can be told exactly.
      ([name, held]) => `${innerText(keyText(key, name))}=${inside(content, held)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  if (node.element.repetition_type === 'REPEATED' && Array.isArray(value)) return listText(node, value);
  return single(node, value);
}

function listText(item: SchemaTree, values: readonly unknown[]): string {
  return `[${values.map((value) => (value == null ? 'NULL' : inside({ ...item, element: { ...item.element, repetition_type: 'OPTIONAL' } }, value))).join(', ')}]`;
}

function single(node: SchemaTree, value: unknown): string | null {
  if (node.children.length === 0) return leafText(node.element, value);
  const held = value as Record<string, unknown>;
  const fields = node.children.map(
    (child) => `${quoted(child.element.name)}: ${inside(child, held[child.element.name])}`,
  );
  return `{${fields.join(', ')}}`;
}

/** A value as it stands within another. */
function inside(node: SchemaTree, value: unknown): string {
  const text = nestedText(node, value);
  if (text === null) return 'NULL';
  return node.children.length === 0 && !Array.isArray(value) ? innerText(text) : text;
}

/** hyparquet uses map keys as property names: bytes arrive as `1,2,3`. */
function keyText(key: SchemaTree, name: string): string {
  if (key.element.type !== 'BYTE_ARRAY' || !/^\d+(,\d+)*$|^$/.test(name)) return name;
  return leafText(key.element, Uint8Array.from(name === '' ? [] : name.split(',').map(Number))) ?? name;
}
