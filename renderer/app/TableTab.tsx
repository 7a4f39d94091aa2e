/** A table of the case or of the Quick Look. */
import { useMemo, useState } from 'react';
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

export function TableTab(props: TableTabProps) {
  const { engine, relation, epoch, initialView, onExport } = props;
  const [view, setView] = useState(initialView);
  const model = useMemo(
    () => {
      const { filters, sort } = view;
      return epoch < 0 ? null : new GridModel(engine, { kind: 'relation', relation }, { filters, sort });
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the view tells a new model where to begin; later it follows
    [engine, relation, epoch],
  );
  if (!model) return null;
  return (
    <GridPanel
      key={epoch}
      model={model}
      label={relation}
      view={view}
      active={props.active}
      headerProfiles={props.headerProfiles}
      onViewChange={(next) => {
        setView(next);
        props.onViewChange(next);
      }}
      onOpenSql={props.onOpenSql}
      onExport={onExport ? () => onExport(model) : null}
      onProfile={props.onProfile}
    />
  );
}
