/** A table of the case or of the Quick Look. */
import { useState } from 'react';
import type { WindowEngine } from '../engine/window-engine.ts';
import { GridModel } from '../grid/grid-model.ts';
import { GridPanel } from '../grid/GridPanel.tsx';
import type { GridView } from './tab-spec.ts';

interface TableTabProps {
  readonly engine: WindowEngine;
  readonly relation: string;
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
function TableOfEpoch({ engine, relation, view, onView, ...props }: TableOfEpochProps) {
  const { onViewChange, onExport } = props;
  const [model] = useState(() => {
    const { filters, sort } = view;
    return new GridModel(engine, { kind: 'relation', relation }, { filters, sort });
  });
  return (
    <GridPanel
      model={model}
      label={relation}
      view={view}
      active={props.active}
      headerProfiles={props.headerProfiles}
      onViewChange={(next) => {
        onView(next);
        onViewChange(next);
      }}
      onOpenSql={props.onOpenSql}
      onExport={onExport ? () => onExport(model) : null}
      onProfile={props.onProfile}
    />
  );
}
