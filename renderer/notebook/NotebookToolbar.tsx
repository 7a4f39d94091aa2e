/** The bar above a notebook: run, add, undo, find, outline, and whether all is saved. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { ChartColumn, CodeXml, Ellipsis, ListTree, Play, Redo2, Search, Square, Type, Undo2 } from 'lucide-react';
import { useStore } from 'zustand';
import { AnchoredPopover, anchorOf, type Anchor } from '../ui/AnchoredPopover.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MenuList, type MenuItem } from '../ui/MenuList.tsx';
import type { AddedKind, NotebookDesk } from './notebook-desk.ts';
import type { NotebookState } from './notebook-model.ts';
import { ReportButton } from './ReportButton.tsx';
import { RunStaleButton } from './RunNotes.tsx';

const SAVE_TEXT: Readonly<Record<NotebookState['save'], string>> = {
  saved: 'Saved',
  changed: 'Changed',
  saving: 'Saving…',
  conflict: 'Not saved: the file was changed by another program',
  failed: 'Not saved',
};

interface NotebookToolbarProps {
  readonly desk: NotebookDesk;
  readonly state: NotebookState;
  /** More that can be done with the whole notebook. */
  readonly more: readonly (readonly MenuItem[])[];
}

export function NotebookToolbar({ desk, state, more }: NotebookToolbarProps) {
  const { model } = desk;
  const { running, save } = state;
  const outline = useStore(desk.view, (s) => s.outline);
  const finding = useStore(desk.view, (s) => s.find !== null);
  const [menu, setMenu] = useState<Anchor | null>(null);
  const add = (kind: AddedKind): void => desk.add(kind, desk.chosen().at(-1) ?? null);
  const groups = more.map((items) =>
    items.map((item) => ({
      ...item,
      run: () => {
        setMenu(null);
        item.run();
      },
    })),
  );
  return (
    <div className="wb-toolbar" role="toolbar" aria-label="Notebook">
      {running ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Square size={12} aria-hidden />}
          onClick={model.cancel}
        >
          Cancel
        </Button>
      ) : (
        <Button size="compact-sm" leftSection={<Play size={12} aria-hidden />} onClick={model.runAll}>
          Run all
        </Button>
      )}
      <RunStaleButton model={model} state={state} />
      <span className="wb-toolbar-line" aria-hidden />
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<CodeXml size={13} aria-hidden />}
        onClick={() => add('sql')}
      >
        Query
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<Type size={13} aria-hidden />}
        onClick={() => add('markdown')}
      >
        Text
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<ChartColumn size={13} aria-hidden />}
        onClick={() => add('vega-lite')}
      >
        Chart
      </Button>
      <span className="wb-toolbar-line" aria-hidden />
      <IconButton
        icon={Undo2}
        label={state.undo === null ? 'Undo' : `Undo: ${state.undo}`}
        keys="Ctrl+Z"
        aria-disabled={state.undo === null}
        onClick={() => desk.undo()}
      />
      <IconButton
        icon={Redo2}
        label={state.redo === null ? 'Redo' : `Redo: ${state.redo}`}
        keys="Ctrl+Shift+Z"
        aria-disabled={state.redo === null}
        onClick={() => desk.redo()}
      />
      <IconButton
        icon={Search}
        label="Find in the notebook"
        keys="Ctrl+F"
        active={finding}
        onClick={() => (finding ? desk.closeFind() : desk.openFind())}
      />
      <IconButton
        icon={ListTree}
        label="Outline"
        keys="T"
        active={outline}
        aria-pressed={outline}
        onClick={() => desk.view.setState({ outline: !outline })}
      />
      <IconButton
        icon={Ellipsis}
        label="More for this notebook"
        aria-haspopup="menu"
        onClick={(event) => setMenu(anchorOf(event.currentTarget))}
      />
      <ReportButton model={model} />
      <span className="wb-grow" />
      <span className="wb-note wb-clip" role="status" aria-live="polite" title={state.saveError ?? undefined}>
        {SAVE_TEXT[save]}
      </span>
      {save === 'conflict' && (
        <>
          <Button size="compact-sm" variant="default" onClick={() => void model.reload()}>
            Take the file
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => void model.saveNow(true)}>
            Keep mine
          </Button>
        </>
      )}
      {save === 'failed' && (
        <Button size="compact-sm" variant="default" onClick={() => void model.saveNow()}>
          Try again
        </Button>
      )}
      <AnchoredPopover anchor={menu} label="More for this notebook" width={280} onClose={() => setMenu(null)}>
        {menu && <MenuList label="More for this notebook" groups={groups} />}
      </AnchoredPopover>
    </div>
  );
}
