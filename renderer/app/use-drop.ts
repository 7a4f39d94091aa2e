/** Files dropped anywhere on the window. */
import { useEffect, useState } from 'react';
import { WaybillError } from '../../shared/errors.ts';
import { pathOf } from './files.ts';
import { showFailure } from './toasts.ts';

export interface DroppedFiles {
  readonly files: readonly File[];
  readonly folders: readonly FileSystemEntry[];
}

/** More at once is a mistake, or work for a case. */
export const LOOK_AT_ONCE = 24;

/** What is under the files that hang over the window: `look`, `case`, or null where nothing hangs over it. */
export type DropZone = 'look' | 'case' | null;

function read(transfer: DataTransfer): DroppedFiles {
  const files: File[] = [];
  const folders: FileSystemEntry[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    // Where the host knows the folder's path, the case process walks through it.
    if (entry?.isDirectory && !(file && pathOf(file) !== null)) folders.push(entry);
    else if (file) files.push(file);
  }
  return { files, folders };
}

/** Files of a folder in one go; more is a wrong folder rather than a wish. */
const MOST_IN_FOLDER = 2000;

/** The files below a dropped folder. @throws WaybillError 'look/too-many', or what the browser says */
async function filesBelow(entry: FileSystemEntry, found: File[] = []): Promise<File[]> {
  if (entry.name.startsWith('.')) return found;
  if (entry.isFile) {
    found.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
  } else if (entry.isDirectory) {
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // A reader gives its entries in parts, the last one empty.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (part.length === 0) break;
      for (const each of part) await filesBelow(each, found);
    }
  }
  if (found.length > MOST_IN_FOLDER)
    throw new WaybillError('look/too-many', `These are more than ${MOST_IN_FOLDER} files. Drop a folder further down.`);
  return found;
}

const zoneAt = (event: DragEvent): 'look' | 'case' =>
  event.target instanceof Element && event.target.closest('[data-drop="case"]') ? 'case' : 'look';

/** @returns what the files are over now */
export function useDrop(onFiles: (files: readonly File[], zone: 'look' | 'case') => void): DropZone {
  const [over, setOver] = useState<DropZone>(null);
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const dragOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(zoneAt(event));
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(null);
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      setOver(null);
      const zone = zoneAt(event);
      const { files, folders } = read(event.dataTransfer);
      if (folders.length > 0 && zone === 'case') {
        Promise.all(folders.map((folder) => filesBelow(folder))).then(
          (below) => onFiles([...files, ...below.flat()], zone),
          (thrown: unknown) => showFailure('The folder could not be read', thrown),
        );
        return;
      }
      if (folders.length > 0) {
        showFailure(
          `${folders[0]?.name ?? ''} is a folder`,
          new WaybillError(
            'look/folder',
            'A Quick Look takes files. To take a whole folder, open a case and drop it there.',
          ),
        );
      }
      if (zone === 'look' && files.length > LOOK_AT_ONCE) {
        showFailure(
          `${files.length} files at once`,
          new WaybillError(
            'look/too-many',
            `A Quick Look takes up to ${LOOK_AT_ONCE} files at once. Make a case and add them all there.`,
          ),
        );
      } else if (files.length > 0) onFiles(files, zone);
    };
    window.addEventListener('dragover', dragOver);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', dragOver);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [onFiles]);
  return over;
}
