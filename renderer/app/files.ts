/** Asks for files and folders: with the system's dialog where the host has one, else with our own list. */
import { electron } from '../host/client.ts';
import { useWindow } from './window-store.ts';
import { showFailure } from './toasts.ts';

/** Files that the browser's own dialog gives: contents without a path, for the Quick Look. */
export function chooseLookFiles(onFiles: (files: readonly File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.csv,.tsv,.psv,.txt,.parquet,.gz';
  input.addEventListener('change', () => onFiles([...(input.files ?? [])]));
  input.click();
}

/** The absolute path of a dropped file where the host can tell it. */
export const pathOf = (file: File): string | null => electron()?.pathOf(file) ?? null;

/**
 * Files, and where the host's own list is shown also a folder or a pattern, for the case.
 * @param setUp whether the one who calls wants the intake screen whatever is chosen
 */
export function chooseCaseFiles(
  onChoose: (paths: readonly string[], setUp: boolean) => void,
  { setUp = false }: { readonly setUp?: boolean } = {},
): void {
  const bridge = electron();
  if (bridge) {
    bridge.choose('files').then(
      (paths) => onChoose(paths, setUp),
      (thrown: unknown) => showFailure('The dialog could not be shown', thrown),
    );
    return;
  }
  useWindow.setState({
    chooser: {
      what: 'files',
      title: setUp ? 'Set up files for the case' : 'Add files to the case',
      action: setUp ? 'Set up' : 'Add',
      onChoose: (paths) => onChoose(paths, setUp),
      ...(setUp ? {} : { onSetUp: (paths) => onChoose(paths, true) }),
    },
  });
}

/** A folder whose files are added. */
export function chooseCaseFolder(onChoose: (paths: readonly string[]) => void): void {
  const bridge = electron();
  if (bridge) {
    bridge.choose('case').then(onChoose, (thrown: unknown) => showFailure('The dialog could not be shown', thrown));
    return;
  }
  useWindow.setState({
    chooser: { what: 'folder', title: 'Add a folder to the case', action: 'Add this folder', onChoose },
  });
}

/** Files that are no sources: lists, nomenclatures. @param action of the button in our own list */
export function chooseFiles(title: string, action: string, onChoose: (paths: readonly string[]) => void): void {
  const bridge = electron();
  if (bridge) {
    bridge.choose('files').then(onChoose, (thrown: unknown) => showFailure('The dialog could not be shown', thrown));
    return;
  }
  useWindow.setState({ chooser: { what: 'files', title, action, onChoose } });
}

/** Files with lists of restricted parties. */
export function chooseListFiles(onChoose: (paths: readonly string[]) => void): void {
  chooseFiles('Import a list', 'Look at it', onChoose);
}

export function chooseCase(onChoose: (path: string) => void): void {
  const bridge = electron();
  if (bridge) {
    bridge.choose('case').then(
      ([path]) => {
        if (path !== undefined) onChoose(path);
      },
      (thrown: unknown) => showFailure('The dialog could not be shown', thrown),
    );
    return;
  }
  useWindow.setState({
    chooser: {
      what: 'case',
      title: 'Open a case',
      action: 'Open',
      onChoose: ([path]) => {
        if (path !== undefined) onChoose(path);
      },
    },
  });
}

/** @param suggested a name for the new case */
export function chooseNewCase(suggested: string, onChoose: (path: string, name: string) => void): void {
  useWindow.setState({
    chooser: {
      what: 'newCase',
      title: 'New case',
      action: 'Make the case',
      name: suggested,
      onChoose: ([path], name) => {
        if (path !== undefined) onChoose(path, name);
      },
    },
  });
}

/** @param title of the dialog, and its button, where we draw it */
export function chooseTarget(suggested: string, onChoose: (path: string) => void, title = 'Export'): void {
  const bridge = electron();
  if (bridge) {
    bridge.chooseTarget(suggested).then(
      (path) => {
        if (path !== null) onChoose(path);
      },
      (thrown: unknown) => showFailure('The dialog could not be shown', thrown),
    );
    return;
  }
  useWindow.setState({
    chooser: {
      what: 'save',
      title,
      action: title === 'Export' ? title : 'Save',
      name: suggested,
      onChoose: ([path]) => {
        if (path !== undefined) onChoose(path);
      },
    },
  });
}
