/** All values of one row, whole; and, in a case, the record of the file that it came from. */
import { useMemo, useState } from 'react';
import { TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { formatCount, formatterFor } from '../grid/format.ts';
import type { FocusedCell } from '../grid/grid-model.ts';
import { hasHiddenCharacters, visibleText } from '../grid/visible-text.ts';
import { OpenParty } from '../investigate/ReviewLinks.tsx';
import { KindIcon } from '../grid/KindIcon.tsx';
import { Provenance } from './Provenance.tsx';

/** Characters shown of one value; more are a click away. */
const VALUE_LIMIT = 4000;
const FIELDS_LIMIT = 400;

interface RowViewProps {
  readonly focus: FocusedCell;
  readonly traceable: boolean;
}

export function RowView({ focus, traceable }: RowViewProps) {
  const [search, setSearch] = useState('');
  const { columns, values, row, column: focusedColumn } = focus;
  const fields = useMemo(() => {
    const wanted = search.toLowerCase();
    return columns.flatMap((column, i) =>
      wanted === '' ||
      column.name.toLowerCase().includes(wanted) ||
      String(values[i] ?? '')
        .toLowerCase()
        .includes(wanted)
        ? [{ column, value: values[i] ?? null }]
        : [],
    );
  }, [columns, values, search]);

  const valueOf = (name: string): string | null => {
    const at = columns.findIndex((c) => c.name === name);
    const value = values[at];
    return value == null ? null : String(value);
  };
  const sourceId = traceable ? valueOf('source_id') : null;
  const record = traceable ? valueOf('source_record') : null;

  return (
    <div className="wb-row-view">
      <div className="wb-inspector-title">
        <h2>Row {formatCount(row + 1)}</h2>
        <TextInput
          aria-label="Search in this row"
          placeholder="Search in this row"
          leftSection={<Search size={12} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      {sourceId !== null && record !== null && (
        <Provenance
          key={`${sourceId}/${record}`}
          sourceId={sourceId}
          record={Number(record)}
          value={valueOf(focusedColumn)}
        />
      )}
      <dl className="wb-fields">
        {fields.slice(0, FIELDS_LIMIT).map(({ column, value }) => (
          <div key={column.name} className="wb-field" data-current={column.name === focusedColumn || undefined}>
            <dt>
              <KindIcon kind={column.kind} />
              <span className="wb-clip wb-grow">{visibleText(column.name, 120)}</span>
              {traceable && typeof value === 'string' && value !== '' && (
                <OpenParty column={column.name} value={value} valueOf={valueOf} />
              )}
            </dt>
            <dd>
              <Value
                value={value}
                show={formatterFor(column)}
                isText={column.kind === 'text' || column.kind === 'nested'}
              />
            </dd>
          </div>
        ))}
      </dl>
      {fields.length > FIELDS_LIMIT && (
        <p className="wb-note">{formatCount(fields.length - FIELDS_LIMIT)} more columns; search for them.</p>
      )}
      {fields.length === 0 && <p className="wb-note">Nothing in this row matches.</p>}
    </div>
  );
}

interface ValueProps {
  readonly value: string | number | boolean | null;
  readonly show: (value: string | number | boolean | null) => string;
  readonly isText: boolean;
}

function Value({ value, show, isText }: ValueProps) {
  const [whole, setWhole] = useState(false);
  if (value === null) return <span className="wb-special">NULL</span>;
  if (value === '') return <span className="wb-special">empty text</span>;
  if (!isText) return <span className="wb-tabular">{show(value)}</span>;
  const text = String(value);
  const limit = whole ? text.length : VALUE_LIMIT;
  return (
    <>
      <bdi className="wb-value-text">{keepBreaks(text.slice(0, limit))}</bdi>
      {text.length > limit && (
        <button type="button" className="wb-link" onClick={() => setWhole(true)}>
          Show all {formatCount(text.length)} characters
        </button>
      )}
      {hasHiddenCharacters(text) && (
        <span className="wb-flag">Has characters that do not show or that turn the direction</span>
      )}
    </>
  );
}

/** Line breaks stay breaks here; everything else that hides becomes a mark. */
const keepBreaks = (text: string): string =>
  text
    .split('\n')
    .map((line) => visibleText(line.replace(/\r$/, ''), line.length))
    .join('\n');
