/** The panel at the right: the focused row with where it comes from, or what a column holds. */
import { useSyncExternalStore } from 'react';
import { SegmentedControl } from '@mantine/core';
import { BarChart3, MousePointerClick } from 'lucide-react';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import type { FocusedCell, GridModel } from '../grid/grid-model.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ColumnProfileView } from './ColumnProfileView.tsx';
import { RowView } from './RowView.tsx';

export type InspectorMode = 'row' | 'column';

interface InspectorProps {
  readonly model: GridModel | null;
  readonly mode: InspectorMode;
  /** A column chosen by its menu; else that of the focused cell. */
  readonly column: string | null;
  /** Whether rows can be traced to their file: only those of a case. */
  readonly traceable: boolean;
  readonly onMode: (mode: InspectorMode) => void;
  readonly onFilter: (column: string, filter: ColumnFilter) => void;
}

const nothing = (): (() => void) => () => undefined;
const noColumn = (): string | null => null;
const noFocus = (): FocusedCell | null => null;

export function Inspector({ model, mode, column, traceable, onMode, onFilter }: InspectorProps) {
  const focus = useSyncExternalStore(model?.subscribeFocus ?? nothing, model?.getFocus ?? noFocus);
  const shown = useSyncExternalStore(model?.subscribe ?? nothing, () => model?.getState().shown ?? null);
  const lastColumn = useSyncExternalStore(model?.subscribeFocus ?? nothing, model?.getColumn ?? noColumn);
  const wanted = column ?? lastColumn;
  const info = shown?.handle.columns.find((c) => c.name === wanted) ?? null;

  return (
    <div className="wb-inspector">
      <div className="wb-inspector-head">
        <SegmentedControl
          fullWidth
          aria-label="What to inspect"
          value={mode}
          onChange={(value) => onMode(value as InspectorMode)}
          data={[
            { value: 'row', label: 'Row' },
            { value: 'column', label: 'Column' },
          ]}
        />
      </div>
      <div className="wb-inspector-body" tabIndex={0} role="region" aria-label={mode === 'row' ? 'Row' : 'Column'}>
        {mode === 'row' &&
          (focus ? (
            <RowView focus={focus} traceable={traceable} />
          ) : (
            <EmptyState icon={MousePointerClick} title="No row chosen">
              Choose a cell to see its whole row here{traceable ? ', and the record of the file it came from' : ''}.
            </EmptyState>
          ))}
        {mode === 'column' &&
          (model && info ? (
            <ColumnProfileView
              key={info.name}
              queue={model.profiles}
              column={info}
              onFilter={(filter) => onFilter(info.name, filter)}
            />
          ) : (
            <EmptyState icon={BarChart3} title="No column chosen">
              Choose a cell, or “Show profile” in the menu of a column.
            </EmptyState>
          ))}
      </div>
    </div>
  );
}
