/**
 * What a file is packed in and which kind it is, judged by its first bytes and never by its name: plain, gzip, zip
 * (with its members) or zstd; inside, a workbook, Parquet, or text.
 */
import fs from 'node:fs';
import { WaybillError } from '../../shared/errors.ts';
import type { Compression } from '../../shared/intake/settings.ts';
import { openBytes, openFile } from './byte-source.ts';
import { listMembers } from './zip-member.ts';

export interface Container {
  readonly path: string;
  readonly compression: Compression;
  /** The member to read, for zip; null elsewhere. */
  readonly member: string | null;
  /** Members of a zip that can hold records, the likeliest first. */
  readonly members: readonly string[];
  /** Size on disk. */
  readonly bytes: number;
}

const TABULAR = /\.(?:csv|tsv|psv|tab|xlsx|xlsm|parquet|json|jsonl|ndjson)$/i;
const TEXT = /\.(?:txt|dat|asc|out|del)$|^[^.]+$/i;
const NEVER = /(?:^|\/)(?:__MACOSX\/|\.|~\$|thumbs\.db$|desktop\.ini$)/i;
const BESIDE = /(?:^|\/)(?:readme|licen[cs]e|about|metadata|schema|changelog)\b[^/]*$/i;

const MAGIC = {
  gzip: [0x1f, 0x8b],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  zip: [0x50, 0x4b, 3, 4],
  emptyZip: [0x50, 0x4b, 5, 6],
  parquet: [0x50, 0x41, 0x52, 0x31],
} as const;

/** Formats that are recognised only to say what to do with them. */
const REFUSED: readonly (readonly [magic: readonly number[], advice: string])[] = [
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    'This is an old or protected Office file (.xls, or a workbook with a password). Save it as .xlsx without a password, then add that.',
  ],
  [[0x37, 0x7a, 0xbc, 0xaf], 'This is a 7z archive. Unpack it, then add the file inside.'],
  [[0x52, 0x61, 0x72, 0x21], 'This is a RAR archive. Unpack it, then add the file inside.'],
  [[0xfd, 0x37, 0x7a, 0x58], 'This is an xz archive. Unpack it, then add the file inside.'],
  [[0x42, 0x5a, 0x68], 'This is a bzip2 archive. Unpack it, then add the file inside.'],
];

export function hasMagic(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((b, i) => bytes[i] === b);
}

/** @throws WaybillError 'intake/not-found', 'intake/unreadable', 'intake/not-a-table', 'intake/no-member', 'intake/…archive' */
export async function openContainer(path: string, wanted?: string | null): Promise<Container> {
  const fd = openFile(path);
  let bytes: number;
  const head = Buffer.alloc(8);
  try {
    bytes = fs.fstatSync(fd).size;
    fs.readSync(fd, head, 0, head.length, 0);
  } finally {
    fs.closeSync(fd);
  }
  const plain = { path, bytes, member: null, members: [] };
  if (hasMagic(head, MAGIC.gzip)) return { ...plain, compression: 'gzip' };
  if (hasMagic(head, MAGIC.zstd)) return { ...plain, compression: 'zstd' };
  if (hasMagic(head, MAGIC.zip) || hasMagic(head, MAGIC.emptyZip)) return await zipContainer(path, bytes, wanted);
  const refused = bytes >= 4 && REFUSED.find(([magic]) => hasMagic(head, magic));
  if (refused) throw new WaybillError('intake/not-a-table', refused[1], { place: { file: path } });
  return { ...plain, compression: 'none' };
}

/** What lies in the container, by the first unpacked bytes. Text may still be delimited or JSON. */
export function kindOf(head: Uint8Array): 'xlsx' | 'parquet' | 'text' {
  if (hasMagic(head, MAGIC.zip)) return 'xlsx';
  return hasMagic(head, MAGIC.parquet) ? 'parquet' : 'text';
}

async function zipContainer(path: string, bytes: number, wanted?: string | null): Promise<Container> {
  const all = await listMembers(path);
  const names = new Set(all.map((member) => member.name.toLowerCase()));
  if (['[content_types].xml', 'xl/workbook.xml', 'encryptedpackage'].some((name) => names.has(name))) {
    return { path, bytes, compression: 'none', member: null, members: [] };
  }
  if (names.has('content.xml') && names.has('mimetype')) {
    throw new WaybillError('intake/not-a-table', 'This is an OpenDocument file. Save it as .xlsx, then add that.', {
      place: { file: path },
    });
  }
  const members = all
    .filter((member) => !NEVER.test(member.name) && member.bytes > 0)
    .sort((a, b) => rank(a.name) - rank(b.name) || b.bytes - a.bytes)
    .map((member) => member.name);
  const member = wanted == null ? members[0] : all.find((m) => m.name === wanted)?.name;
  if (member === undefined) {
    const advice =
      wanted == null ? 'The archive is empty: it holds no file.' : `The zip file has no member “${wanted}”.`;
    throw new WaybillError('intake/no-member', advice, { place: { file: path } });
  }
  return { path, bytes, compression: 'zip', member, members };
}

function rank(name: string): number {
  if (BESIDE.test(name)) return 3;
  if (TABULAR.test(name)) return 0;
  return TEXT.test(name.slice(name.lastIndexOf('/') + 1)) ? 1 : 2;
}

/** The first `most` bytes, unpacked, and whether that was all. */
export async function readUpTo(
  source: Pick<Container, 'path' | 'compression' | 'member'>,
  most: number,
): Promise<{ bytes: Buffer; complete: boolean }> {
  const input = await openBytes(source.path, source.compression, source.member);
  try {
    let into = Buffer.allocUnsafe(Math.min(most + 1, 1024 * 1024));
    let filled = 0;
    while (filled <= most) {
      if (filled === into.length)
        into = Buffer.concat([into, Buffer.allocUnsafe(Math.min(into.length, most + 1 - filled))]);
      const n = await input.read(into.subarray(filled));
      if (n === 0) return { bytes: into.subarray(0, filled), complete: true };
      filled += n;
    }
    return { bytes: into.subarray(0, most), complete: false };
  } finally {
    input.close();
  }
}

/** Kinds that must be read at any place are held in memory where they lie packed in another container. */
const MOST_HELD = 256 * 1024 * 1024;

/** @throws WaybillError 'intake/unpack-first' */
export async function readWhole(source: Pick<Container, 'path' | 'compression' | 'member'>): Promise<Buffer> {
  const { bytes, complete } = await readUpTo(source, MOST_HELD);
  if (complete) return bytes;
  throw new WaybillError(
    'intake/unpack-first',
    'The file is too large to be read inside its archive. Unpack it, then add the file itself.',
    { place: { file: source.path } },
  );
}
