/** Files dropped anywhere on the window. */
import { useEffect, useState } from 'react';
import { WaybillError } from '../../shared/errors.ts';
import { showFailure } from './toasts.ts';

export interface DroppedFiles {
  readonly files: readonly File[];
  readonly folders: readonly string[];
}

/** More at once is a mistake, or work for a case. */
export const LOOK_AT_ONCE = 24;

/** What is under the files that hang over the window: `look`, `case`, or null where nothing hangs over it. */
export type DropZone = 'look' | 'case' | null;

function read(transfer: DataTransfer): DroppedFiles {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry?.isDirectory) folders.push(entry.name);
    else if (file) files.push(file);
  }
  return { files, folders };
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
      if (folders.length > 0) {
        showFailure(
          `${folders[0] ?? ''} is a folder`,
          new WaybillError(
            'look/folder',
            'Drop files, not folders. To take a whole folder, make a case and add its files.',
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
