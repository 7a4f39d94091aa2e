/** What each column means: its proposed field and why, the analyst's choice, and the shipments that come of it. */
import { useState } from 'react';
import { SegmentedControl, TextInput } from '@mantine/core';
import { Search, TriangleAlert } from 'lucide-react';
import type { ReadChoice } from '../../shared/intake/read-choice.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FieldSelect } from './FieldSelect.tsx';
import { changeMap, type Mapping } from './intake-model.ts';
import { ShipmentsPreview } from './ShipmentsPreview.tsx';
import { useMapping } from './use-intake.ts';
import { Spinner } from '../ui/Spinner.tsx';

interface MapViewProps {
  readonly file: string;
  readonly choice: ReadChoice;
  readonly map: Readonly<Record<string, string>>;
  readonly onChange: (map: Readonly<Record<string, string>>) => void;
}

type Shown = 'all' | 'open' | 'mapped';

export function MapView({ file, choice, map, onChange }: MapViewProps) {
  const { value: mapping, error, busy } = useMapping(file, choice, map, true);
  const [shown, setShown] = useState<Shown>('all');
  const [search, setSearch] = useState('');
  if (!mapping) {
    return error ? (
      <EmptyState tone="failure" icon={TriangleAlert} title="The columns cannot be shown">
        {error.message}
      </EmptyState>
    ) : (
      <div className="wb-waiting">
        <Spinner size={22} label="Looking at the columns" />
      </div>
    );
  }
  const { columns } = mapping;
  const open = columns.filter((c) => c.field === null).length;
  const words = search.trim().toLowerCase();
  const rows = columns.filter(
    (c) =>
      (shown === 'all' || (shown === 'open') === (c.field === null)) &&
      (words === '' || `${c.header} ${c.field ?? ''}`.toLowerCase().includes(words)),
  );
  return (
    <div className="wb-map" aria-busy={busy}>
      <div className="wb-map-bar">
        <SegmentedControl
          aria-label="Columns shown"
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={[
            { value: 'all', label: `All ${formatCount(columns.length)}` },
            { value: 'open', label: `Open ${formatCount(open)}` },
            { value: 'mapped', label: `With a field ${formatCount(columns.length - open)}` },
          ]}
        />
        <TextInput
          className="wb-map-search"
          aria-label="Find a column"
          placeholder="Find a column"
          leftSection={<Search size={13} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <span className="wb-grow" />
        <span className="wb-note">A wrong field is worse than none: what is not sure stays open.</span>
      </div>
      {error && (
        <p className="wb-read-remark" data-tone="bad" role="alert">
          <TriangleAlert size={13} aria-hidden /> {error.message}
        </p>
      )}
      {mapping.conflicts.map((conflict) => (
        <p key={conflict.field} className="wb-read-remark" data-tone="bad" role="alert">
          <TriangleAlert size={13} aria-hidden />
          <span>
            The field <b>{conflict.field}</b> is given to{' '}
            {conflict.headers.map((h) => `“${visibleText(h, 60)}”`).join(' and ')}. A field has one column: open one of
            them.
          </span>
        </p>
      ))}
      <div className="wb-map-table" role="region" aria-label="Columns and their fields" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Column of the file</th>
              <th scope="col">First values</th>
              <th scope="col">Field of shipments</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((column) => (
              <ColumnRow
                key={column.name}
                column={column}
                given={map[column.header]}
                isFirst={columns.find((c) => c.header === column.header) === column}
                taken={takenBy(columns)}
                onField={(field) => onChange(changeMap(map, column.header, field))}
              />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="wb-note wb-pad">No column to show.</p>}
      </div>
      <ShipmentsPreview shipments={mapping.shipments} busy={busy} />
    </div>
  );
}

type Column = Mapping['columns'][number];

/** Header of the column that has a field, by field. */
const takenBy = (columns: readonly Column[]): ReadonlyMap<string, string> =>
  new Map(columns.flatMap((c) => (c.field === null ? [] : [[c.field, c.header]])));

interface ColumnRowProps {
  readonly column: Column;
  /** What the analyst gave; undefined = nothing yet. */
  readonly given: string | undefined;
  readonly isFirst: boolean;
  readonly taken: ReadonlyMap<string, string>;
  /** `''` = left open; undefined = back to the proposal. */
  readonly onField: (field: string | undefined) => void;
}

function ColumnRow({ column, given, isFirst, taken, onField }: ColumnRowProps) {
  const { header, name, field, confidence, reason, samples, filled } = column;
  const title = header.trim() || name;
  const cannot =
    header.trim() === '' ? 'A column without a name gets no field.' : isFirst ? null : 'Another column has this name.';
  return (
    <tr data-open={field === null || undefined} data-decided={given !== undefined || undefined}>
      <th scope="row">
        <bdi>{visibleText(title, 120)}</bdi>
        <span className="wb-note">{filled === 0 ? 'empty' : `${Math.round(filled * 100)} % filled`}</span>
      </th>
      <td className="wb-map-samples">
        {samples.map((sample, i) => (
          <bdi key={i}>{visibleText(sample, 60)}</bdi>
        ))}
      </td>
      <td className="wb-map-field">
        {cannot !== null ? (
          <span className="wb-note">{cannot}</span>
        ) : (
          <FieldSelect label={`Field of ${title}`} field={field} taken={taken} header={header} onField={onField} />
        )}
      </td>
      <td className="wb-map-why">
        <span className="wb-map-tag">
          {given !== undefined ? (
            <>
              <span className="wb-tag">your choice</span>
              <button type="button" className="wb-link" onClick={() => onField(undefined)}>
                Back to the proposal
              </button>
            </>
          ) : field === null ? (
            <span className="wb-tag" data-tone="warn">
              open
            </span>
          ) : (
            <span className="wb-tag wb-tabular">{Math.round(confidence * 100)} %</span>
          )}
        </span>
        <span>{visibleText(reason, 240)}</span>
      </td>
    </tr>
  );
}
