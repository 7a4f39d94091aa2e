/** `case.yml`: name, format version, settings and the custody head. Comments that a person wrote in it are kept. */
import { readFileSync } from 'node:fs';
import { parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { WaybillError } from '../../shared/errors.ts';
import { writeAtomic } from './atomic.ts';

/** The version of the case format that this program writes. */
export const CASE_FORMAT = 1;

const schema = z.object({
  waybill: z.number().int(),
  name: z.string(),
  created: z.string(),
  synthetic: z.boolean().default(false),
  custody: z.object({
    entries: z.number().int().min(0),
    head: z.string(),
    pending: z.string().nullable().default(null),
  }),
  settings: z.record(z.string(), z.unknown()).default({}),
});
export type CaseSettings = z.infer<typeof schema>;

/** The head of the custody log as kept outside it. */
export type CustodyHead = CaseSettings['custody'];

export class CaseFile {
  #document: Document;
  private constructor(
    readonly file: string,
    document: Document,
    private current: CaseSettings,
  ) {
    this.#document = document;
  }

  get settings(): CaseSettings {
    return this.current;
  }

  static create(file: string, name: string, head: CustodyHead, synthetic: boolean): CaseFile {
    const value: CaseSettings = {
      waybill: CASE_FORMAT,
      name,
      created: new Date().toISOString(),
      synthetic,
      custody: head,
      settings: {},
    };
    const document = parseDocument('');
    for (const [key, part] of Object.entries(value)) document.set(key, document.createNode(part));
    writeAtomic(file, document.toString());
    return new CaseFile(file, document, value);
  }

  /** @throws WaybillError 'case/not-a-case', 'case/newer', 'case/damaged' */
  static read(file: string): CaseFile {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (cause) {
      throw new WaybillError(
        'case/not-a-case',
        `There is no case here: ${file} cannot be read. Make one with "waybill new" or choose a case folder.`,
        { cause },
      );
    }
    const document = parseDocument(text);
    const value = plainValue(document);
    const version = (value as { waybill?: unknown } | null)?.waybill;
    if (typeof version === 'number' && version > CASE_FORMAT) {
      throw new WaybillError(
        'case/newer',
        `This case was made by a newer Waybill (format ${version}; this one reads up to ${CASE_FORMAT}). Update Waybill to open it; nothing was changed.`,
      );
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new WaybillError(
        'case/damaged',
        `case.yml is damaged (${issue ? `${issue.path.join('.')}: ${issue.message}` : 'not YAML'}). Put back a copy of it; data/ and custody.jsonl are untouched.`,
      );
    }
    return new CaseFile(file, document, parsed.data);
  }

  setCustody(head: CustodyHead): void {
    this.#document.set('custody', this.#document.createNode(head));
    this.current = { ...this.current, custody: head };
    writeAtomic(this.file, this.#document.toString());
  }
}

/** The document as data; null where it is no YAML, or swells through aliases. */
function plainValue(document: Document): unknown {
  if (document.errors.length > 0) return null;
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch {
    // "Excessive alias count": nothing that a person or Waybill wrote.
    return null;
  }
}
