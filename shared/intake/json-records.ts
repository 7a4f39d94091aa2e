/**
 * JSON as a list of records, found in a stream of UTF-8 bytes: an array of values, values on lines of their own (JSON
 * lines), values one after another, or an object that holds the list (the member that was chosen, else the first one
 * that is an array of objects).
 */

export type JsonShape = 'array' | 'lines' | 'stream' | 'wrapped';

const LF = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

const isSpace = (byte: number | undefined): boolean => byte === 32 || byte === 9 || byte === LF || byte === 13;
const isOpen = (byte: number | undefined): boolean => byte === OPEN_BRACE || byte === OPEN_BRACKET;
const isClose = (byte: number | undefined): boolean => byte === CLOSE_BRACE || byte === CLOSE_BRACKET;

/**
 * @param head  the first bytes of the file
 * @param whole whether that is all of it
 * @returns null if it is no JSON that could hold records
 */
export function jsonShape(head: Uint8Array, whole: boolean): JsonShape | null {
  let at = 0;
  while (isSpace(head[at])) at += 1;
  const first = head[at];
  if (!isOpen(first)) return null;
  const end = valueEnd(head, at, head.length);
  if (end >= 0) {
    let next = end;
    while (isSpace(head[next])) next += 1;
    const ownLine = !head.subarray(at, end).includes(LF);
    if (isOpen(head[next])) return ownLine ? 'lines' : 'stream';
    // A damaged line may follow the first: what stands on a line of its own is a record of its own.
    if (first === OPEN_BRACE && ownLine && next < head.length && head.subarray(end, next).includes(LF)) return 'lines';
    if (first === OPEN_BRACE && whole) return holdsRecords(head.subarray(at, end)) ? 'wrapped' : 'stream';
  }
  if (first === OPEN_BRACE && linesFollow(head, at)) return 'lines';
  return first === OPEN_BRACKET ? 'array' : 'wrapped';
}

/** Whether most lines after the first are an object each: then the first is one too, though it is damaged. */
function linesFollow(head: Uint8Array, from: number): boolean {
  let lines = 0;
  let objects = 0;
  let at = head.indexOf(LF, from) + 1;
  while (at > 0 && at < head.length && lines < 100) {
    const stop = head.indexOf(LF, at);
    const end = stop < 0 ? head.length : stop;
    while (at < end && isSpace(head[at])) at += 1;
    if (at < end) {
      lines += 1;
      let after = head[at] === OPEN_BRACE ? valueEnd(head, at, end) : -1;
      while (after >= 0 && after < end && isSpace(head[after])) after += 1;
      if (after === end) objects += 1;
    }
    at = end + 1;
  }
  return objects > lines * 0.5;
}

function holdsRecords(value: Uint8Array): boolean {
  const splitter = new JsonSplitter('wrapped');
  splitter.scan(value, value.length, () => undefined);
  return splitter.entered;
}

/** End of the value that begins at `from`, -1 if it is not all there. */
function valueEnd(buf: Uint8Array, from: number, end: number): number {
  let depth = 0;
  let i = from;
  const scalar = !isOpen(buf[from]) && buf[from] !== QUOTE;
  for (; i < end; i += 1) {
    const byte = buf[i]!;
    if (byte === QUOTE) {
      for (i += 1; i < end && buf[i] !== QUOTE; i += 1) if (buf[i] === BACKSLASH) i += 1;
      if (i >= end) return -1;
      if (depth === 0) return i + 1;
    } else if (scalar && (byte === COMMA || isClose(byte) || isSpace(byte))) return i;
    else if (isOpen(byte)) depth += 1;
    else if (isClose(byte)) {
      depth -= 1;
      if (depth <= 0) return i + 1;
    }
  }
  return -1;
}

export class JsonSplitter {
  /** 1-based line of the next byte. */
  line = 1;
  /** Whether the list of records was found. */
  entered: boolean;
  /** Whether the list of records has ended. */
  ended = false;

  /** Whether the value that the next bytes belong to is being passed over. */
  skipping = false;
  /** Name of the list of records in the object around it; null where there is none, or it was not found yet. */
  list: string | null = null;

  private depth = 0;
  private inString = false;
  private escaped = false;
  private expectsValue = false;
  private candidate = false;
  /** Bytes of the name of the member that is being read, while the list is looked for. */
  private name: number[] = [];

  /** @param wanted the name of the list to read, where an object holds several; null = the first list of objects */
  constructor(
    readonly shape: JsonShape,
    private readonly wanted: string | null = null,
  ) {
    this.entered = shape === 'lines' || shape === 'stream';
  }

  /**
   * Finds the records that lie whole in `buf[0, end)`.
   * @param last whether the file ends there (lines: the last one may lack its line break)
   * @returns how many bytes were used up; the rest must come again at the start of the next chunk
   */
  scan(buf: Uint8Array, end: number, record: (start: number, end: number, line: number) => void, last = false): number {
    if (this.shape === 'lines') return this.scanLines(buf, end, record, last);
    let at = this.entered ? 0 : this.enter(buf, end);
    while (this.entered && !this.ended && at < end) {
      const byte = buf[at]!;
      if (isSpace(byte) || byte === COMMA) {
        if (byte === LF) this.line += 1;
        at += 1;
        continue;
      }
      if (isClose(byte)) {
        this.ended = true;
        return end;
      }
      let stop = valueEnd(buf, at, end);
      if (stop < 0 && last && this.shape === 'stream') stop = end;
      if (stop < 0) return at;
      record(at, stop, this.line);
      for (let i = at; i < stop; i += 1) if (buf[i] === LF) this.line += 1;
      at = stop;
    }
    return this.ended ? end : at;
  }

  /** From now on the value that begins next is passed over with `skip`: it is too long to be held whole. */
  beginSkip(): void {
    this.skipping = true;
    this.depth = 0;
    this.inString = this.escaped = false;
  }

  /** @returns how many bytes belong to the value that is passed over; `skipping` ends with it */
  skip(buf: Uint8Array, end: number): number {
    for (let i = 0; i < end; i += 1) {
      const byte = buf[i]!;
      if (byte === LF) this.line += 1;
      if (this.shape === 'lines') {
        if (byte !== LF) continue;
        this.skipping = false;
        return i + 1;
      }
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inString = false;
        if (this.inString || this.depth > 0) continue;
        this.skipping = false;
        return i + 1;
      }
      if (byte === QUOTE) this.inString = true;
      else if (isOpen(byte)) this.depth += 1;
      else if (this.depth > 0) {
        if (!isClose(byte)) continue;
        this.depth -= 1;
        if (this.depth > 0) continue;
        this.skipping = false;
        return i + 1;
      } else if (byte === COMMA || isClose(byte) || isSpace(byte)) {
        // A number without end has ended after all.
        if (byte === LF) this.line -= 1;
        this.skipping = false;
        return i;
      }
    }
    return end;
  }

  private scanLines(
    buf: Uint8Array,
    end: number,
    record: (start: number, end: number, line: number) => void,
    last: boolean,
  ): number {
    let at = 0;
    while (at < end) {
      let stop = buf.indexOf(LF, at);
      if (stop < 0 || stop >= end) {
        if (!last) return at;
        stop = end;
      }
      let from = at;
      let to = stop;
      while (from < to && isSpace(buf[from])) from += 1;
      while (to > from && isSpace(buf[to - 1])) to -= 1;
      if (to > from) record(from, to, this.line);
      this.line += 1;
      at = stop + 1;
    }
    return Math.min(at, end);
  }

  /** Whether a string that begins here is the name of a member of the outermost object. */
  private isName(): boolean {
    return this.depth === 1 && !this.expectsValue;
  }

  /** Passes over what stands before the first record. @returns the offset to go on at */
  private enter(buf: Uint8Array, end: number): number {
    for (let i = 0; i < end; i += 1) {
      const byte = buf[i]!;
      if (byte === LF) this.line += 1;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inString = false;
        if (this.isName() && this.inString && this.name.length < LONGEST_NAME) this.name.push(byte);
        continue;
      }
      if (isSpace(byte)) continue;
      if (this.shape === 'array') {
        this.entered = true;
        return i + 1;
      }
      if (this.candidate) {
        this.candidate = false;
        const name = nameOf(this.name);
        if (this.wanted === null ? byte === OPEN_BRACE : name === this.wanted) {
          this.entered = true;
          this.list = name;
          return i;
        }
      }
      if (byte === QUOTE) {
        this.inString = true;
        if (this.isName()) this.name = [];
      } else if (byte === COLON) this.expectsValue = this.depth === 1;
      else if (isOpen(byte)) {
        this.depth += 1;
        this.candidate = byte === OPEN_BRACKET && this.expectsValue && this.depth === 2;
        this.expectsValue = false;
      } else if (isClose(byte)) this.depth -= 1;
      else this.expectsValue = false;
    }
    return end;
  }
}

/** Bytes of a member's name that are kept. */
const LONGEST_NAME = 4096;

/** The name whose UTF-8 stood between the quotes; null where it is none. */
function nameOf(bytes: readonly number[]): string | null {
  try {
    const text = decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
    return JSON.parse(`"${text}"`) as string;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof URIError) return null;
    throw thrown;
  }
}

/**
 * The members of a JSON value as texts: of an object by key, of an array by position (`'0'`, `'1'`, …), of anything
 * else one member with the key `value`. Numbers keep their digits, nested values their JSON; null is null.
 * @throws SyntaxError where it is no JSON or a key comes twice
 */
export function jsonMembers(text: string): Map<string, string | null> {
  JSON.parse(text);
  const out = new Map<string, string | null>();
  let at = skipSpace(text, 0);
  const open = text[at];
  if (open !== '{' && open !== '[') {
    out.set('value', memberText(text.trim()));
    return out;
  }
  at = skipSpace(text, at + 1);
  for (let position = 0; text[at] !== '}' && text[at] !== ']'; position += 1) {
    let key = String(position);
    if (open === '{') {
      const keyEnd = memberEnd(text, at);
      key = JSON.parse(text.slice(at, keyEnd)) as string;
      at = skipSpace(text, skipSpace(text, keyEnd) + 1);
    }
    const end = memberEnd(text, at);
    if (out.has(key)) throw new SyntaxError(`The key ${key} comes twice.`);
    out.set(key, memberText(text.slice(at, end)));
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return out;
}

/** The members of a record; null where it is damaged. */
export function readableMembers(text: string): Map<string, string | null> | null {
  try {
    return jsonMembers(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function memberText(raw: string): string | null {
  if (raw === 'null') return null;
  return raw.startsWith('"') ? (JSON.parse(raw) as string) : raw;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\t' || text[at] === '\r') at += 1;
  return at;
}

/** End of the value that begins at `from`, in a text that is known to be JSON. */
function memberEnd(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      for (i += 1; text.charCodeAt(i) !== QUOTE; i += 1) if (text.charCodeAt(i) === BACKSLASH) i += 1;
      if (depth === 0) return i + 1;
    } else if (isOpen(c)) depth += 1;
    else if (isClose(c)) {
      if (depth === 0) return i;
      depth -= 1;
      if (depth === 0) return i + 1;
    } else if (depth === 0 && (c === COMMA || isSpace(c))) return i;
  }
  return text.length;
}
