/** The first rows of a file that is being added, plainly marked as such. */
import { useMemo, useState } from 'react';
import { Loader } from '@mantine/core';
import { EMPTY_VIEW, type GridView } from '../app/tab-spec.ts';
import { GridModel } from '../grid/grid-model.ts';
import { GridPanel } from '../grid/GridPanel.tsx';
import { visibleText } from '../grid/visible-text.ts';
import { GrowingEngine, type FirstRows } from '../look/growing-engine.ts';

interface ArrivingTabProps {
  readonly name: string;
  readonly first: FirstRows;
  readonly active: boolean;
  readonly onProfile: (column: string) => void;
}

export function ArrivingTab({ name, first, active, onProfile }: ArrivingTabProps) {
  const [view, setView] = useState<GridView>(EMPTY_VIEW);
  const model = useMemo(
    () => new GridModel(new GrowingEngine(first), { kind: 'relation', relation: name }, { filters: [], sort: [] }),
    [first, name],
  );
  return (
    <div className="wb-look">
      <div className="wb-look-bar" role="status">
        <Loader size={12} aria-hidden />
        <span className="wb-note wb-clip">
          Preview of {visibleText(name, 80)} while it is being added: its first rows, as text. The whole table takes
          this place when it is loaded.
        </span>
      </div>
      <GridPanel
        model={model}
        label={`First rows of ${name}`}
        view={view}
        active={active}
        headerProfiles={false}
        partial
        onViewChange={setView}
        onOpenSql={null}
        onExport={null}
        onProfile={onProfile}
      />
    </div>
  );
}
