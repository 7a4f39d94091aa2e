/** Changes of one brand in the text of a dictionary; everything else stays, comments included. */
import { isMap, isSeq, parseDocument, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import { WaybillError } from '../errors.ts';
import { parseDictionary, type BrandEntry } from './dictionary.ts';

/** A brand as a form shows it. */
export interface EditedBrand extends Omit<BrandEntry, 'owner'> {
  readonly owner: NonNullable<BrandEntry['owner']> | null;
}

export const toEdited = ({ owner, ...entry }: BrandEntry): EditedBrand => ({ ...entry, owner: owner ?? null });

const LISTS = ['aliases', 'weak', 'models', 'parts', 'other_goods', 'exclusions'] as const;

/**
 * The text with a brand added (`was` null), changed, or taken out (`entry` null).
 * @throws WaybillError 'brands/dictionary-…' where the text before or after is no dictionary, 'brands/no-such-brand'
 */
export function editBrand(text: string, was: string | null, entry: EditedBrand | null): string {
  parseDictionary(text, 'The dictionary');
  const document = parseDocument(text);
  const brands = document.get('brands');
  if (!isSeq(brands)) throw new WaybillError('brands/dictionary-invalid', 'The dictionary has no list of brands.');
  const at = was === null ? -1 : brands.items.findIndex((item) => isMap(item) && item.get('brand') === was);
  if (was !== null && at < 0) throw new WaybillError('brands/no-such-brand', `The dictionary has no brand "${was}".`);
  if (entry === null) brands.items.splice(at, 1);
  else if (at < 0) brands.items.push(fill(document, document.createNode({}) as YAMLMap, entry));
  else fill(document, brands.items[at] as YAMLMap, entry);
  const edited = document.toString({ lineWidth: 120, flowCollectionPadding: false });
  parseDictionary(edited, 'The dictionary');
  return edited;
}

function fill(document: Document, node: YAMLMap, entry: EditedBrand): YAMLMap {
  const put = (key: string, value: unknown): void => {
    const old = node.get(key, true);
    const kept = JSON.stringify((old as { toJSON?: () => unknown } | undefined)?.toJSON?.());
    if (kept !== JSON.stringify(value)) node.set(key, document.createNode(value, { flow: typeof value === 'object' }));
  };
  put('brand', entry.brand);
  for (const list of LISTS) {
    if (entry[list].length > 0 || list === 'aliases') put(list, [...entry[list]]);
    // An empty list that somebody wrote stays.
    else if (isSeq(node.get(list)) && (node.get(list) as YAMLSeq).items.length > 0) node.delete(list);
  }
  if (entry.common_word) put('common_word', true);
  else node.delete('common_word');
  if (entry.owner) put('owner', { ...entry.owner });
  else node.delete('owner');
  return node;
}
