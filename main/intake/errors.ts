/** What can go wrong while a file is read, as errors with advice. */
import { WaybillError } from '../../shared/errors.ts';

const codeOf = (thrown: unknown): string => String((thrown as { code?: unknown } | null)?.code ?? '');
const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** A full disk or an exhausted quota, told by Node or by the engine (DuckDB 1.5: "No space left on device"). */
export const isDiskFull = (thrown: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes(codeOf(thrown)) ||
  /no space left on device|disk quota exceeded|not enough disk space/i.test(textOf(thrown));

export const diskFull = (cause: unknown): WaybillError =>
  new WaybillError(
    'disk/full',
    'The disk of the case is full. Nothing was added. Free some space (about the size of the file), then add it again.',
    { cause },
  );

/** A folder was given where a file is needed. */
export const isFolder = (path: string): WaybillError =>
  new WaybillError('intake/folder', 'This is a folder. Add the files in it, not the folder itself.', {
    place: { file: path },
  });

/** A file could not be opened or read. */
export function readingFailed(path: string, thrown: unknown): WaybillError {
  if (thrown instanceof WaybillError) return thrown;
  const place = { file: path };
  switch (codeOf(thrown)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new WaybillError('intake/not-found', 'There is no such file. Check its name and folder.', {
        cause: thrown,
        place,
      });
    case 'EACCES':
    case 'EPERM':
      return new WaybillError(
        'intake/unreadable',
        'You have no permission to read this file. Change its permissions or copy it, then add it again.',
        { cause: thrown, place },
      );
    case 'EISDIR':
      return isFolder(path);
    default:
      return new WaybillError(
        'intake/unreadable',
        `The file could not be read (${codeOf(thrown) || textOf(thrown)}). If it lies on a removable or network disk, copy it to this computer first.`,
        { cause: thrown, place },
      );
  }
}

export const truncated = (path: string, cause?: unknown): WaybillError =>
  new WaybillError(
    'intake/truncated',
    'The file is cut off: its end is missing. Get it again from its sender, or finish the download.',
    { cause, place: { file: path } },
  );

export const emptyFile = (path: string): WaybillError =>
  new WaybillError(
    'intake/empty',
    'This file is empty: there is nothing in it to load. Get it again from its sender.',
    { place: { file: path } },
  );
