/** Between two cells: what can be put there. For the pointer; by keyboard it is A, B and G. */
import { ChartColumn, CodeXml, Type } from 'lucide-react';
import type { AddedKind, NotebookDesk } from './notebook-desk.ts';

const KINDS = [
  { kind: 'sql', text: 'Query', icon: CodeXml },
  { kind: 'markdown', text: 'Text', icon: Type },
  { kind: 'vega-lite', text: 'Chart', icon: ChartColumn },
] as const satisfies readonly { kind: AddedKind; text: string; icon: unknown }[];

export function InsertBar({ desk, below, label }: { desk: NotebookDesk; below: string; label: string }) {
  return (
    <div className="wb-insert">
      {KINDS.map(({ kind, text, icon: Icon }) => (
        <button
          key={kind}
          type="button"
          tabIndex={-1}
          aria-label={`${text} below ${label}`}
          onClick={() => desk.add(kind, below)}
        >
          <Icon size={12} aria-hidden />
          {text}
        </button>
      ))}
    </div>
  );
}
