/**
 * Chooses files or folders through the case process, where the host has no dialog of its own (a browser never tells a
 * page where a file lies). One list, walked by keyboard.
 */
import { useEffect, useState, type FormEvent } from 'react';
import { Button, TextInput } from '@mantine/core';
import { Briefcase, CornerLeftUp, File, Folder } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { isGlob } from '../../shared/intake/glob.ts';
import { formatBytes, formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { useServices } from './services.ts';

export interface ChooserRequest {
  readonly what: 'files' | 'folder' | 'case' | 'newCase' | 'save';
  readonly title: string;
  readonly action: string;
  /** A name proposed for what is made. */
  readonly name?: string;
  readonly onChoose: (paths: readonly string[], name: string) => void;
  /** For files: a second way to finish, by the intake screen. */
  readonly onSetUp?: (paths: readonly string[]) => void;
}

type Listing = CallOut<'file/list'>;
type Entry = Listing['entries'][number];

interface FileChooserProps {
  readonly request: ChooserRequest | null;
  readonly onClose: () => void;
}

export function FileChooser({ request, onClose }: FileChooserProps) {
  if (!request) return null;
  return (
    <Dialog title={request.title} width={680} onClose={onClose}>
      <ChooserBody key={request.what} request={request} onClose={onClose} />
    </Dialog>
  );
}

/** The folder shown last, so that the next choice begins there. */
let lastFolder: string | null = null;

interface ListingState {
  readonly listing: Listing | null;
  readonly error: string | null;
  /** The folder that was asked for; the listing is of another one until the answer is there. */
  readonly asked: string | null;
}

function useListing(folder: string | null): ListingState {
  const { client } = useServices();
  const [state, setState] = useState<ListingState>({ listing: null, error: null, asked: null });
  useEffect(() => {
    const abort = new AbortController();
    client
      .call('file/list', { folder }, { signal: abort.signal })
      .then((listing) => {
        lastFolder = listing.folder;
        setState({ listing, error: null, asked: folder });
      })
      .catch((thrown: unknown) => {
        if (abort.signal.aborted) return;
        setState((before) => ({ listing: before.listing, error: toErrorData(thrown).message, asked: folder }));
      });
    return () => abort.abort();
  }, [client, folder]);
  return state;
}

function ChooserBody({ request, onClose }: { readonly request: ChooserRequest; readonly onClose: () => void }) {
  const [folder, setFolder] = useState<string | null>(lastFolder);
  const { listing, error, asked } = useListing(folder);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [typedPath, setTypedPath] = useState<string | null>(null);
  const [name, setName] = useState(request.name ?? '');
  const wantsFiles = request.what === 'files';
  const wantsName = request.what === 'newCase' || request.what === 'save';

  const go = (to: string): void => {
    setFolder(to);
    setChosen(new Set());
    setTypedPath(null);
  };
  const separator = listing?.folder.includes('\\') ? '\\' : '/';
  const target =
    wantsName && listing ? `${listing.folder}${listing.folder.endsWith(separator) ? '' : separator}${name.trim()}` : '';
  const exists = wantsName && (listing?.entries.some((e) => e.name === name.trim()) ?? false);
  const settled =
    listing !== null && error === null && asked === folder && (typedPath ?? listing.folder) === listing.folder;
  // A pattern in place of a folder stands for the files that fit it.
  const pattern = wantsFiles && typedPath !== null && isGlob(typedPath) ? [typedPath] : [];
  const paths = pattern.length > 0 ? pattern : [...chosen];
  const ready = wantsName
    ? settled && name.trim() !== '' && !/[\\/]/.test(name) && !(exists && request.what === 'newCase')
    : request.what === 'folder'
      ? settled
      : paths.length > 0;

  const finish = (taken: readonly string[]): void => {
    onClose();
    request.onChoose(taken, name.trim());
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) finish(wantsName ? [target] : request.what === 'folder' ? [listing?.folder ?? ''] : paths);
  };
  const open = (entry: Entry): void => {
    if (entry.kind === 'folder') go(entry.path);
    else if (entry.kind === 'case') {
      if (request.what === 'case') finish([entry.path]);
      else if (request.what === 'newCase' || request.what === 'save') return;
      else go(entry.path);
    } else if (wantsFiles) toggle(entry);
  };
  const toggle = (entry: Entry): void => {
    const next = new Set(chosen);
    if (!next.delete(entry.path)) next.add(entry.path);
    setChosen(next);
  };
  const entries = listing?.entries.filter((e) => wantsFiles || request.what === 'save' || e.kind !== 'file') ?? [];

  return (
    <form className="wb-chooser" onSubmit={submit}>
      <div className="wb-chooser-path">
        <Button
          variant="default"
          aria-label="Parent folder"
          disabled={!listing?.parent}
          onClick={() => listing?.parent && go(listing.parent)}
        >
          <CornerLeftUp size={14} aria-hidden />
        </Button>
        <TextInput
          className="wb-grow"
          aria-label="Folder"
          data-autofocus={!wantsName || undefined}
          value={typedPath ?? listing?.folder ?? ''}
          // What is typed before the first folder is known would be joined to its path.
          readOnly={listing === null && error === null}
          error={error}
          onChange={(event) => setTypedPath(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Going to a folder is one thing, finishing another: Enter here never finishes.
            event.preventDefault();
            if (pattern.length > 0) finish(pattern);
            else if (typedPath !== null && typedPath !== listing?.folder) go(typedPath);
          }}
        />
      </div>
      <ul className="wb-chooser-list" aria-label="Folder content" aria-busy={asked !== folder}>
        {entries.map((entry) => {
          const Icon = entry.kind === 'folder' ? Folder : entry.kind === 'case' ? Briefcase : File;
          const selectable = wantsFiles && entry.kind === 'file';
          return (
            <li key={entry.path}>
              <button
                type="button"
                className="wb-chooser-entry"
                aria-pressed={selectable ? chosen.has(entry.path) : undefined}
                disabled={entry.kind === 'file' && !wantsFiles}
                onClick={() => open(entry)}
                onDoubleClick={() => {
                  if (selectable) finish([entry.path]);
                }}
              >
                <Icon size={15} aria-hidden />
                <span className="wb-clip wb-grow">
                  <bdi>{visibleText(entry.name, 160)}</bdi>
                </span>
                {entry.kind === 'case' && <span className="wb-tag">Case</span>}
                <span className="wb-note">{entry.bytes === null ? '' : formatBytes(entry.bytes)}</span>
              </button>
            </li>
          );
        })}
        {listing && entries.length === 0 && <li className="wb-note wb-pad">Nothing to choose in this folder.</li>}
      </ul>
      {wantsName && (
        <TextInput
          data-autofocus
          label={request.what === 'newCase' ? 'Name of the case' : 'File name'}
          description={name.trim() === '' ? ' ' : target}
          value={name}
          error={exists && request.what === 'newCase' ? 'There is a folder of this name already.' : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <div className="wb-filter-foot">
        <span className="wb-note" aria-live="polite">
          {pattern.length > 0
            ? 'Files that fit the pattern'
            : wantsFiles && chosen.size > 0
              ? `${formatCount(chosen.size)} chosen`
              : ''}
          {exists && request.what === 'save' ? 'The file that is there will be replaced.' : ''}
        </span>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        {request.onSetUp && (
          <Button
            variant="default"
            disabled={!ready}
            onClick={() => {
              onClose();
              request.onSetUp?.(paths);
            }}
          >
            Set up…
          </Button>
        )}
        {request.what !== 'case' && (
          <Button type="submit" disabled={!ready}>
            {request.action}
          </Button>
        )}
      </div>
    </form>
  );
}
