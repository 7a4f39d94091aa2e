/** One member of a zip file as a stream of bytes. */
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { WaybillError } from '../../shared/errors.ts';

/** A member larger than this is refused whatever its ratio. */
const LARGEST_MEMBER = 200 * 1024 * 1024 * 1024;
const BOMB_FLOOR = 128 * 1024 * 1024;
const BOMB_RATIO = 400;

const damaged = (path: string, cause: unknown): WaybillError =>
  new WaybillError('intake/damaged-archive', 'The zip file is damaged or cut off. Get it again from its sender.', {
    cause,
    place: { file: path },
  });

/** Whether a member's name would leave the folder that it is unpacked to; such an archive is hostile. */
export const isUnsafeName = (name: string): boolean =>
  name.startsWith('/') || /^[a-z]:/i.test(name) || name.split(/[\\/]/).includes('..') || name.includes('\0');

/**
 * Opens a member.
 * @param member its name; null where the archive has exactly one file
 * @param tap    counts the compressed bytes that were read
 * @throws WaybillError 'intake/damaged-archive', 'intake/unsafe-archive', 'intake/bomb', 'intake/encrypted', 'intake/no-member'
 */
export async function openMember(path: string, member: string | null, tap: { position: number }): Promise<Readable> {
  const zip = await openZip(path);
  try {
    const files = await listFiles(zip, path);
    const entry = member === null && files.length === 1 ? files[0] : files.find((e) => e.fileName === member);
    if (!entry) {
      throw new WaybillError(
        'intake/no-member',
        member === null
          ? 'The zip file has several members. Choose which one to read.'
          : `The zip file has no member “${member}”.`,
        { place: { file: path } },
      );
    }
    if (entry.isEncrypted()) {
      throw new WaybillError(
        'intake/encrypted',
        'The zip file is protected by a password. Unpack it with the password and add the file inside.',
        { place: { file: path } },
      );
    }
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
    if (entry.uncompressedSize > LARGEST_MEMBER || (entry.uncompressedSize > BOMB_FLOOR && ratio > BOMB_RATIO)) {
      throw new WaybillError(
        'intake/bomb',
        'The zip file unpacks to hundreds of times its size, as a decompression bomb does. If you trust it, unpack it yourself and add the result.',
        { place: { file: path } },
      );
    }
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (failed, opened) => (failed ? reject(damaged(path, failed)) : resolve(opened)));
    });
    let unpacked = 0;
    stream.on('data', (chunk: Buffer) => {
      unpacked += chunk.length;
      tap.position = Math.round(unpacked / Math.max(1, ratio));
    });
    stream.pause();
    stream.on('close', () => zip.close());
    return stream;
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
}

/** The files of an archive, with their unpacked sizes, in the order of its directory. Folders are left out. */
export async function listMembers(path: string): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const zip = await openZip(path);
  try {
    return (await listFiles(zip, path)).map((entry) => ({ name: entry.fileName, bytes: entry.uncompressedSize }));
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  return await new Promise<ZipFile>((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: false };
    yauzl.open(path, options, (failed, opened) => (failed ? reject(damaged(path, failed)) : resolve(opened)));
  });
}

async function listFiles(zip: ZipFile, path: string): Promise<Entry[]> {
  const files = (await listEntries(zip, path)).filter((entry) => !entry.fileName.endsWith('/'));
  if (!files.some((entry) => isUnsafeName(entry.fileName))) return files;
  throw new WaybillError(
    'intake/unsafe-archive',
    'The zip file has a member whose name points outside the archive. Such a file is made to harm: it is not opened.',
    { place: { file: path } },
  );
}

async function listEntries(zip: ZipFile, path: string): Promise<Entry[]> {
  return await new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (failed) => {
      // The unzip library refuses names that climb out of the archive by itself.
      if (/invalid relative path|absolute path|backslash/i.test(String(failed))) {
        reject(
          new WaybillError(
            'intake/unsafe-archive',
            'The zip file has a member whose name points outside the archive. Such a file is made to harm: it is not opened.',
            { cause: failed, place: { file: path } },
          ),
        );
      } else reject(damaged(path, failed));
    });
    zip.readEntry();
  });
}
