/** The data-quality page: what is there, what is missing, what is odd, and what the data cannot show. */
import { Button, Loader, Select } from '@mantine/core';
import { EyeOff, FileQuestion, RotateCw, TriangleAlert } from 'lucide-react';
import type { QualityDetail, QualitySummary } from '../../shared/contract/quality-calls.ts';
import { formatCount, formatterFor } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { CoverageChart } from './CoverageChart.tsx';
import { EmptyCells } from './EmptyCells.tsx';
import { LeadPanel } from './LeadPanel.tsx';
import { Figure, Section, Table, type OpenRows } from './parts.tsx';
import { useQuality } from './use-quality.ts';
import { Spinner } from '../ui/Spinner.tsx';

interface QualityTabProps {
  readonly sourceId: string | null;
  readonly onScope: (sourceId: string | null) => void;
  readonly sources: readonly { readonly source_id: string; readonly path: string }[];
  readonly onOpenRows: OpenRows;
  readonly onAdd: () => void;
  readonly onNomenclature: () => void;
}

const WHOLE = 'case';
const money = formatterFor({ kind: 'decimal', type: 'DECIMAL(18,2)' });
const baseName = (path: string): string => path.replace(/^.*[\\/]/, '');

export function QualityTab({ sourceId, onScope, sources, onOpenRows: open, onAdd, onNomenclature }: QualityTabProps) {
  const known = sourceId === null || sources.some((s) => s.source_id === sourceId) ? sourceId : null;
  const { summary, detail, error, busy, reload } = useQuality(known);
  const fileOf = (id: string): string => visibleText(baseName(sources.find((s) => s.source_id === id)?.path ?? ''), 90);

  if (sources.length === 0)
    return (
      <EmptyState icon={FileQuestion} title="No file yet" actions={<Button onClick={onAdd}>Add files</Button>}>
        When files are in the case, this page says what they cover, what is missing and what is odd.
      </EmptyState>
    );
  return (
    <div className="wb-quality">
      <div className="wb-toolbar">
        <h1>Data quality</h1>
        <Select
          aria-label="What the figures are of"
          size="xs"
          w={300}
          allowDeselect={false}
          value={known ?? WHOLE}
          data={[
            { value: WHOLE, label: 'The whole case' },
            ...sources.map((s) => ({ value: s.source_id, label: `${s.source_id} · ${fileOf(s.source_id)}` })),
          ]}
          onChange={(value) => onScope(value === null || value === WHOLE ? null : value)}
        />
        <span className="wb-grow" />
        {busy && <Spinner size={14} label="Looking at the data" />}
        <IconButton icon={RotateCw} label="Look again" onClick={reload} />
      </div>
      <div className="wb-q-body" tabIndex={0} role="region" aria-label="Figures" aria-busy={busy}>
        {error !== null && (
          <EmptyState
            tone="failure"
            icon={TriangleAlert}
            title="The figures could not be made"
            actions={<Button onClick={reload}>Try again</Button>}
          >
            {error}
          </EmptyState>
        )}
        {error === null && summary && (
          <Figures {...{ summary, detail, fileOf, open, onNomenclature }} onChosen={reload} />
        )}
        {error === null && !summary && <Skeleton />}
      </div>
    </div>
  );
}

interface FiguresProps {
  readonly summary: QualitySummary;
  /** Comes later than the summary. */
  readonly detail: QualityDetail | null;
  readonly fileOf: (sourceId: string) => string;
  readonly open: OpenRows;
  readonly onChosen: () => void;
  readonly onNomenclature: () => void;
}

const STATUS_NOTES: Readonly<Record<string, string>> = {
  current: 'Lines that count',
  superseded: 'Replaced by a later edition',
  deleted: 'Annulled in the source',
  duplicate: 'The same line once more',
  'possible duplicate': 'Identical, without a line number; still counted',
};

function Figures({ summary, detail, fileOf, open, onChosen, onNomenclature }: FiguresProps) {
  const { statuses, coverage, empty, values, checks, blindSpots, sources, order } = summary;
  const rejected = sources.reduce((sum, s) => sum + s.rejected, 0);
  return (
    <>
      <ul className="wb-q-cards" aria-label="Lines by status">
        {statuses.map((s) => (
          <li key={s.status} className="wb-q-card" data-zero={s.lines === 0 || undefined}>
            <span className="wb-q-card-name">{s.status}</span>
            <span className="wb-q-card-figure">
              <Figure count={s.lines} sql={s.sql} title={`${s.status} lines`} open={open} />
            </span>
            <span className="wb-note">{money(s.usd)} USD</span>
            <span className="wb-note">{STATUS_NOTES[s.status]}</span>
          </li>
        ))}
      </ul>

      {blindSpots.length > 0 && (
        <section className="wb-q-blind" aria-label="What the data cannot show">
          <EyeOff size={16} aria-hidden />
          <div>
            <h2>What the data cannot show</h2>
            <ul>
              {blindSpots.map(({ text, sql }) => (
                <li key={text}>
                  {text}
                  {sql !== '' && (
                    <>
                      {' '}
                      <button
                        type="button"
                        className="wb-link"
                        aria-label={`Show the lines: ${text}`}
                        onClick={() => open(sql, 'Lines that cannot be judged')}
                      >
                        Show the lines
                      </button>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </div>
        </section>
      )}

      <Section title="Coverage by month" wide>
        <CoverageChart coverage={coverage} fileOf={fileOf} open={open} />
      </Section>

      <Section
        title="Sources"
        wide
        note={`${formatCount(sources.reduce((sum, s) => sum + s.read, 0))} records read, ${formatCount(rejected)} of them rejected.`}
      >
        <SourceTable sources={sources} open={open} />
      </Section>

      <Section title="Values" note="Of current lines. Currencies and kinds of value are never added up.">
        <Table
          label="Values"
          columns={[
            { name: 'Kind' },
            { name: 'Currency' },
            { name: 'Lines', right: true },
            { name: 'Total', right: true },
          ]}
          rows={values.map((v) => ({
            key: `${v.basis} ${v.currency}`,
            cells: [
              v.basis,
              <span key="currency" title={v.note ?? undefined}>
                {v.currency}
              </span>,
              <Figure key="lines" count={v.lines} sql={v.sql} title={`${v.basis}, ${v.currency}`} open={open} />,
              money(v.total),
            ],
          }))}
        />
      </Section>

      <Section title="Odd lines" note="Indicators to be looked at. A line may be odd and right.">
        <OddLines found={[...checks, ...(detail?.outliers ?? [])]} open={open} />
        {detail === null && <Pending />}
      </Section>

      <Section title="Empty cells" wide note="Share of all lines without a value, by field.">
        <EmptyCells empty={empty} open={open} />
      </Section>

      {detail === null ? <Pending /> : <Details {...{ detail, order, fileOf, open, onChosen, onNomenclature }} />}
    </>
  );
}

/** What was found, most lines first; what was looked for and not found, in a sentence. */
function OddLines({ found, open }: { readonly found: QualitySummary['checks']; readonly open: OpenRows }) {
  const odd = found.filter((c) => c.lines > 0).toSorted((a, b) => b.lines - a.lines);
  const clean = found.filter((c) => c.lines === 0);
  return (
    <>
      {odd.length > 0 && (
        <Table
          label="Odd lines"
          columns={[{ name: 'What' }, { name: 'Lines', right: true }]}
          rows={odd.map((c) => ({
            key: c.name,
            cells: [c.title, <Figure key="lines" count={c.lines} sql={c.sql} title={c.title} open={open} />],
          }))}
        />
      )}
      {clean.length > 0 && (
        <p className="wb-q-clean wb-note">
          <span className="wb-strong">Looked for and not found:</span>{' '}
          {clean.map((c) => `${c.title.charAt(0).toLowerCase()}${c.title.slice(1)}`).join('; ')}.
        </p>
      )}
    </>
  );
}

/** Counts of a source that open their rows, in the order of the table. */
const SOURCE_COUNTS = ['lines', 'current', 'superseded', 'deleted', 'duplicate', 'rejected'] as const;

function SourceTable({ sources, open }: { readonly sources: QualitySummary['sources']; readonly open: OpenRows }) {
  return (
    <>
      <Table
        label="Sources"
        wide
        columns={[
          { name: 'Source' },
          { name: 'File' },
          { name: 'Lines', right: true },
          { name: 'Current', right: true },
          { name: 'Superseded', right: true },
          { name: 'Deleted', right: true },
          { name: 'Duplicate', right: true },
          { name: 'Rejected', right: true },
          { name: 'USD of current', right: true },
        ]}
        rows={sources.map((s) => ({
          key: s.source_id,
          cells: [
            s.source_id,
            <bdi key="file">{visibleText(s.file, 90)}</bdi>,
            ...SOURCE_COUNTS.map((name) => (
              <Figure
                key={name}
                count={s[name]}
                sql={s.sql[name]}
                title={`${name === 'lines' ? 'lines' : name === 'rejected' ? 'rejected records' : `${name} lines`} of ${s.source_id}`}
                open={open}
              />
            )),
            money(s.usd),
          ],
        }))}
      />
      <ul className="wb-q-remarks">
        {sources.flatMap((s) => [
          ...(s.added || s.reason === null
            ? []
            : [
                <li key={s.source_id} className="wb-warn">
                  <span className="wb-strong">{s.source_id}</span> adds no shipments. {s.reason}
                </li>,
              ]),
          ...s.remarks.map((remark) => (
            <li key={`${s.source_id} ${remark}`}>
              <span className="wb-strong">{s.source_id}</span> {visibleText(remark, 400)}
            </li>
          )),
        ])}
      </ul>
    </>
  );
}

interface DetailsProps extends Omit<FiguresProps, 'summary' | 'detail'> {
  readonly detail: QualityDetail;
  readonly order: readonly string[];
}

function Details({ detail, order, fileOf, open, onChosen, onNomenclature }: DetailsProps) {
  const { unparsed, shared, hs, open: left } = detail;
  const sharing = new Set(shared.flatMap((s) => [s.first, s.second]));
  return (
    <>
      {shared.length > 0 && (
        <Section
          title="The same declaration in two sources"
          wide
          note="These lines are in both files and are counted once. An edition is another version of the line; a copy is the same one."
        >
          <div className="wb-q-two">
            <Table
              label="Lines that two sources both have"
              columns={[
                { name: 'Leads' },
                { name: 'Also in' },
                { name: 'Lines', right: true },
                { name: 'Copies', right: true },
                { name: 'Other USD', right: true },
              ]}
              rows={shared.map((s) => ({
                key: `${s.first} ${s.second}`,
                cells: [
                  <span key="first" title={fileOf(s.first)}>
                    {s.first}
                  </span>,
                  <span key="second" title={fileOf(s.second)}>
                    {s.second}
                  </span>,
                  <Figure
                    key="lines"
                    count={s.lines}
                    sql={s.sql}
                    title={`Lines in ${s.first} and ${s.second}`}
                    open={open}
                  />,
                  <Figure
                    key="copies"
                    count={s.copies}
                    sql={s.copies_sql}
                    title={`Copies in ${s.first} and ${s.second}`}
                    open={open}
                  />,
                  <Figure
                    key="differing"
                    count={s.differing}
                    sql={s.differing_sql}
                    title={`Other USD in ${s.first} and ${s.second}`}
                    open={open}
                  />,
                ],
              }))}
            />
            <LeadPanel key={order.join(' ')} order={order} sharing={sharing} fileOf={fileOf} onChosen={onChosen} />
          </div>
        </Section>
      )}

      <Section
        title="Cells that did not parse"
        note="They keep their text in the raw table and are empty in shipments."
      >
        {unparsed.length === 0 ? (
          <p className="wb-q-fine">Every cell with a text became a value.</p>
        ) : (
          <Table
            label="Cells that did not parse"
            columns={[{ name: 'Source' }, { name: 'Column' }, { name: 'Field' }, { name: 'Cells', right: true }]}
            rows={unparsed.map((u) => ({
              key: `${u.source_id} ${u.field}`,
              cells: [
                u.source_id,
                <bdi key="header">{visibleText(u.header, 80)}</bdi>,
                u.field,
                <Figure
                  key="cells"
                  count={u.cells}
                  sql={u.sql}
                  title={`${u.field} of ${u.source_id} that did not parse`}
                  open={open}
                />,
              ],
            }))}
          />
        )}
      </Section>

      <Section title="HS codes">
        {hs.nomenclature === null ? (
          <p className="wb-note">
            No nomenclature is in the case, so codes cannot be held against one. Any file with codes and texts will do
            (HS, TN VED, CN).
          </p>
        ) : (
          <p>
            <Figure count={hs.codes} sql={hs.sql} title="HS codes that the nomenclature does not have" open={open} />{' '}
            codes on{' '}
            <Figure
              count={hs.lines}
              sql={hs.lines_sql}
              title="Lines with an HS code that the nomenclature does not have"
              open={open}
            />{' '}
            lines are not in {hs.nomenclature}.
          </p>
        )}
        <div className="wb-q-actions">
          <Button size="compact-sm" variant="default" onClick={onNomenclature}>
            Import a nomenclature…
          </Button>
        </div>
      </Section>

      <Section title="Columns left open" wide note="Loaded as text; not part of shipments.">
        {left.length === 0 ? (
          <p className="wb-q-fine">Every column has a field.</p>
        ) : (
          <Table
            label="Columns left open"
            columns={[{ name: 'Source' }, { name: 'Column' }, { name: 'Why' }]}
            rows={left.map((o) => ({
              key: `${o.source_id} ${o.header}`,
              ...(o.total ? { tone: 'warn' as const } : {}),
              cells: [
                o.source_id,
                <bdi key="header">{visibleText(o.header, 80)}</bdi>,
                <span key="why">
                  {o.total && (
                    <span className="wb-tag" data-tone="warn">
                      not summed
                    </span>
                  )}{' '}
                  {visibleText(o.reason, 300)}
                </span>,
              ],
            }))}
          />
        )}
      </Section>
    </>
  );
}

const Pending = () => (
  <p className="wb-note" role="status">
    <Loader size={12} aria-hidden /> Comparing lines and cells…
  </p>
);

/** Stands where the figures will be, so that nothing moves when they come. */
function Skeleton() {
  return (
    <div aria-hidden className="wb-q-wait">
      {Array.from({ length: 5 }, (_, i) => (
        <div key={i} />
      ))}
    </div>
  );
}
