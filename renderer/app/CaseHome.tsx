/** A case with no tab open: what to do next. */
import { Button } from '@mantine/core';
import { FolderInput, Table2 } from 'lucide-react';
import { EmptyState } from '../ui/EmptyState.tsx';
import type { CaseInfo } from './session.ts';

interface CaseHomeProps {
  readonly caseInfo: CaseInfo;
  readonly onAdd: () => void;
  readonly onOpenShipments: () => void;
  readonly onQuery: () => void;
}

export function CaseHome({ caseInfo, onAdd, onOpenShipments, onQuery }: CaseHomeProps) {
  return caseInfo.sources.length === 0 ? (
    <EmptyState
      icon={FolderInput}
      title={`${caseInfo.name} has no files yet`}
      actions={<Button onClick={onAdd}>Add files</Button>}
    >
      Add declarations or bills of lading: CSV, Excel, Parquet or JSON. Each file is hashed, read as text, and every
      record is loaded or listed as rejected.
    </EmptyState>
  ) : (
    <EmptyState
      icon={Table2}
      title={caseInfo.name}
      actions={
        <>
          <Button onClick={onOpenShipments}>Open shipments</Button>
          <Button variant="default" onClick={onQuery}>
            New query
          </Button>
        </>
      }
    >
      Choose a table at the left, or ask a question of your own.
    </EmptyState>
  );
}
