/**
 * A small pull-free XML scanner for the parts of a workbook: text arrives in chunks, elements and text leave through a
 * handler, and nothing is kept but the piece that is not finished. It exists because a workbook's sheet is hundreds of
 * megabytes of tiny elements, where a general parser costs several times what the cells cost. It knows elements,
 * attributes, text, CDATA, comments and processing instructions; a document type declaration is refused, so there are
 * no entities but the five of XML and character references, and nothing to expand.
 */
import { WaybillError } from '../errors.ts';

export interface XmlHandler {
  /**
   * @param name       local name, prefix removed
   * @param attributes the raw text between the name and the end of the tag, for `eachAttribute`
   */
  open(name: string, attributes: string): void;
  /** @param text decoded; one text node may come in several pieces (around comments and CDATA) */
  text(text: string): void;
  /** Called for `<a/>` too, right after `open`. */
  close(name: string): void;
}

/** Longest unfinished piece (tag or text) that is held, in UTF-16 units. Excel's own limit of a cell is 32,767. */
const LONGEST_PIECE = 8 * 1024 * 1024;

const SLASH = 47;
const BANG = 33;
const QUESTION = 63;
const DOUBLE = 34;
const SINGLE = 39;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Character references and the five named entities replaced; line ends normalised as XML 1.0 §2.11 asks. */
export function decodeXml(raw: string): string {
  let text = raw;
  if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name as string] ?? whole;
    const code = hex !== undefined ? parseInt(hex as string, 16) : parseInt(decimal as string, 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** Calls `visit` with each attribute's name (prefix kept) and decoded value, in order. */
export function eachAttribute(raw: string, visit: (name: string, value: string) => void): void {
  let at = 0;
  for (;;) {
    const equals = raw.indexOf('=', at);
    if (equals < 0) return;
    let open = equals + 1;
    while (open < raw.length && raw.charCodeAt(open) <= 32) open += 1;
    const mark = raw.charCodeAt(open);
    if (mark !== DOUBLE && mark !== SINGLE) return;
    const close = raw.indexOf(mark === DOUBLE ? '"' : "'", open + 1);
    if (close < 0) return;
    let start = at;
    while (raw.charCodeAt(start) <= 32) start += 1;
    let end = equals;
    while (end > start && raw.charCodeAt(end - 1) <= 32) end -= 1;
    visit(raw.slice(start, end), decodeXml(raw.slice(open + 1, close)));
    at = close + 1;
  }
}

/** The attributes of a tag by name, prefix kept. */
export function attributesOf(raw: string): Map<string, string> {
  const found = new Map<string, string>();
  eachAttribute(raw, (name, value) => found.set(name, value));
  return found;
}

export class XmlScanner {
  private rest = '';
  private depth = 0;

  constructor(private readonly handler: XmlHandler) {}

  /** @throws WaybillError 'intake/xml-unreadable' for a document type declaration or a piece that never ends */
  feed(chunk: string): void {
    const text = this.rest.length > 0 ? this.rest + chunk : chunk;
    let at = 0;
    for (;;) {
      const tag = text.indexOf('<', at);
      if (tag < 0) break;
      if (tag > at) this.handler.text(decodeXml(text.slice(at, tag)));
      at = tag;
      const next = this.markup(text, tag);
      if (next < 0) break;
      at = next;
    }
    this.rest = text.slice(at);
    if (this.rest.length > LONGEST_PIECE) {
      throw new WaybillError('intake/xml-unreadable', 'The workbook holds a piece of text that never ends.');
    }
  }

  /** @throws WaybillError 'intake/xml-unreadable' where the document stops in the middle */
  end(): void {
    if (this.depth > 0 || this.rest.trim().length > 0) {
      throw new WaybillError(
        'intake/xml-unreadable',
        'A part of the workbook stops in the middle: the file is cut off.',
      );
    }
  }

  /** Handles what begins at `tag`; returns where to go on, or -1 where it is not complete yet. */
  private markup(text: string, tag: number): number {
    const kind = text.charCodeAt(tag + 1);
    if (Number.isNaN(kind)) return -1;
    if (kind === SLASH) {
      const end = text.indexOf('>', tag);
      if (end < 0) return -1;
      this.depth -= 1;
      this.handler.close(localName(text.slice(tag + 2, end).trimEnd()));
      return end + 1;
    }
    if (kind === QUESTION) return after(text, '?>', tag + 2);
    if (kind === BANG) return this.declaration(text, tag);
    const end = tagEnd(text, tag + 1);
    if (end < 0) return -1;
    const empty = text.charCodeAt(end - 1) === SLASH;
    let nameEnd = tag + 1;
    for (; nameEnd < end; nameEnd += 1) {
      const c = text.charCodeAt(nameEnd);
      if (c <= 32 || c === SLASH) break;
    }
    const name = localName(text.slice(tag + 1, nameEnd));
    this.handler.open(name, text.slice(nameEnd, empty ? end - 1 : end));
    if (empty) this.handler.close(name);
    else this.depth += 1;
    return end + 1;
  }

  private declaration(text: string, tag: number): number {
    if (text.startsWith('<!--', tag)) return after(text, '-->', tag + 4);
    if (text.startsWith('<![CDATA[', tag)) {
      const end = text.indexOf(']]>', tag);
      if (end < 0) return -1;
      this.handler.text(text.slice(tag + 9, end));
      return end + 3;
    }
    if (text.length - tag < 9) return -1;
    throw new WaybillError(
      'intake/xml-unreadable',
      'The workbook declares a document type of its own, which no spreadsheet program does. It was not opened.',
    );
  }
}

function after(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? -1 : end + mark.length;
}

/** The `>` that ends a tag: one inside an attribute value does not. */
function tagEnd(text: string, from: number): number {
  let end = text.indexOf('>', from);
  for (;;) {
    if (end < 0) return -1;
    let mark = 0;
    for (let i = from; i < end; i += 1) {
      const c = text.charCodeAt(i);
      if (mark === 0) {
        if (c === DOUBLE || c === SINGLE) mark = c;
      } else if (c === mark) mark = 0;
    }
    if (mark === 0) return end;
    end = text.indexOf('>', end + 1);
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
