/** A table of the case or of the Quick Look. */
import { useEffect, useRef, useState } from 'react';
import type { WindowEngine } from '../engine/window-engine.ts';
import { GridModel } from '../grid/grid-model.ts';
import { GridPanel } from '../grid/GridPanel.tsx';
import { firstFilters, followLens, takeGridFilters } from '../investigate/investigation.ts';
import type { Presentation } from '../grid/presentation.ts';
import type { GridView } from './tab-spec.ts';

interface TableTabProps {
  readonly engine: WindowEngine;
  readonly relation: string;
  /** Whether its filters are those of the pictures too: the lines of the case. */
  readonly shared: boolean;
  /** How the relation is shown, where Waybill knows it. */
  readonly presentation: Presentation | null;
  /** Counts what happened that makes the result another one (files added, process started anew). */
  readonly epoch: number;
  readonly initialView: GridView;
  readonly active: boolean;
  readonly headerProfiles: boolean;
  readonly onViewChange: (view: GridView) => void;
  readonly onOpenSql: (text: string) => void;
  readonly onExport: ((model: GridModel) => void) | null;
  readonly onProfile: (column: string) => void;
}

export function TableTab({ epoch, ...props }: TableTabProps) {
  const [view, setView] = useState(props.initialView);
  return <TableOfEpoch key={epoch} {...props} view={view} onView={setView} />;
}

interface TableOfEpochProps extends Omit<TableTabProps, 'epoch' | 'initialView'> {
  readonly view: GridView;
  readonly onView: (view: GridView) => void;
}

/** Mounted anew where the result becomes another one; it then begins with the view as it was left. */
function TableOfEpoch({ engine, relation, shared, view, onView, ...props }: TableOfEpochProps) {
  const { onViewChange, onExport } = props;
  const [model] = useState(() => {
    const { sort } = view;
    const filters = shared ? firstFilters(view.filters) : view.filters;
    return new GridModel(engine, { kind: 'relation', relation }, { filters, sort });
  });
  const keep = (next: GridView): void => {
    onView(next);
    onViewChange(next);
  };
  const latest = useRef({ view, keep });
  useEffect(() => {
    latest.current = { view, keep };
  });
  useEffect(() => {
    if (!shared) return undefined;
    takeGridFilters(model.getState().query.filters);
    return followLens((filters) => {
      model.setQuery({ filters });
      latest.current.keep({ ...latest.current.view, filters, topRow: 0 });
    });
  }, [shared, model]);
  return (
    <GridPanel
      model={model}
      label={relation}
      view={view}
      active={props.active}
      headerProfiles={props.headerProfiles}
      presentation={props.presentation}
      onViewChange={(next) => {
        keep(next);
        if (shared) takeGridFilters(next.filters);
      }}
      onOpenSql={props.onOpenSql}
      onExport={onExport ? () => onExport(model) : null}
      onProfile={props.onProfile}
    />
  );
}
