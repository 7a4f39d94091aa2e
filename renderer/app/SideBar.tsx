/** The case at the left: its sources, tables, lists and notebooks; below, the files of the Quick Look. */
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import {
  BookText,
  ChartColumnStacked,
  ChevronRight,
  CircleAlert,
  FileSpreadsheet,
  FileText,
  Globe,
  Gauge,
  ListChecks,
  LoaderCircle,
  Plus,
  SlidersHorizontal,
  Table2,
  TerminalSquare,
  TriangleAlert,
  Waypoints,
  X,
  type LucideIcon,
} from 'lucide-react';
import type { RelationInfo } from '../../shared/contract/engine.ts';
import type { LookFile } from '../look/look-file.ts';
import { formatBytes, formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { ReviewLinks } from '../investigate/ReviewLinks.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import type { CaseInfo, NotebookEntry } from './session.ts';

export interface SideBarProps {
  readonly caseInfo: CaseInfo | null;
  readonly relations: readonly RelationInfo[];
  readonly relationsError: string | null;
  readonly notebooks: readonly NotebookEntry[];
  readonly looks: readonly LookFile[];
  readonly activeTable: string | null;
  readonly onAdd: () => void;
  readonly onLayouts: () => void;
  readonly onQuality: () => void;
  readonly onOpenRelation: (relation: string) => void;
  readonly onOpenRejects: (sourceId: string) => void;
  readonly onOpenPicture: (kind: 'network' | 'flows' | 'timeline') => void;
  readonly onNewNotebook: () => void;
  readonly onOpenNotebook: (name: string) => void;
  readonly onOpenLook: (id: string) => void;
  readonly onCloseLook: (id: string) => void;
  readonly onLookSql: () => void;
  readonly onCaseSql: () => void;
  readonly onLook: () => void;
  readonly onRetry: () => void;
}

/** Tables that the data model promises, in the order in which an investigation meets them. */
const MODEL_ORDER = [
  'shipments',
  'shipment_brands',
  'parties',
  'party_names',
  'party_decisions',
  'screening',
  'screening_lines',
  'diversion_pairs',
  'sources',
  'rejects',
];
const PICTURES = [
  ['network', 'Network', Waypoints],
  ['flows', 'Flow map', Globe],
  ['timeline', 'Timeline', ChartColumnStacked],
] as const;
const LISTS = new Set(['list_entries']);

const rank = (name: string): number => {
  const at = MODEL_ORDER.indexOf(name);
  return at < 0 ? (name.startsWith('raw_') ? 100 : 50) : at;
};

const baseName = (path: string): string => path.replace(/^.*[\\/]/, '');

export function SideBar(props: SideBarProps) {
  const { caseInfo, relations, relationsError, notebooks, looks, activeTable } = props;
  const tables = relations
    .filter((r) => !LISTS.has(r.name))
    .toSorted((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
  const lists = relations.filter((r) => LISTS.has(r.name));

  return (
    <div className="wb-side" onKeyDown={moveByArrows}>
      {caseInfo && (
        <>
          <Section
            title="Sources"
            count={caseInfo.sources.length}
            tools={
              <>
                {caseInfo.sources.length > 0 && (
                  <IconButton icon={Gauge} label="Data quality" onClick={props.onQuality} />
                )}
                <IconButton icon={SlidersHorizontal} label="Layouts" onClick={props.onLayouts} />
                <IconButton icon={Plus} label="Add files to the case" onClick={props.onAdd} />
              </>
            }
          >
            {caseInfo.sources.length === 0 && (
              <li className="wb-side-empty">
                No file yet.{' '}
                <button type="button" className="wb-link" onClick={props.onAdd}>
                  Add files
                </button>{' '}
                or drop them here.
              </li>
            )}
            {caseInfo.sources.map((source) => (
              <li key={source.source_id}>
                <Entry
                  icon={FileSpreadsheet}
                  name={baseName(source.path)}
                  title={`${source.path}\n${formatBytes(source.bytes)}, ${source.kind}\nSHA-256 ${source.sha256}`}
                  count={source.records_loaded}
                  onOpen={() => props.onOpenRelation(`raw_${source.layout}`)}
                />
                {source.records_rejected > 0 && (
                  <button
                    type="button"
                    className="wb-side-rejects"
                    onClick={() => props.onOpenRejects(source.source_id)}
                  >
                    <CircleAlert size={12} aria-hidden />
                    {formatCount(source.records_rejected)} rejected
                  </button>
                )}
              </li>
            ))}
          </Section>

          <Section title="Investigate" count={0}>
            <ReviewLinks />
          </Section>

          <Section
            title="Tables"
            count={tables.length}
            tools={<IconButton icon={TerminalSquare} label="New query" onClick={props.onCaseSql} />}
          >
            {relationsError !== null && (
              <li className="wb-side-empty wb-bad">
                <TriangleAlert size={13} aria-hidden /> {relationsError}{' '}
                <button type="button" className="wb-link" onClick={props.onRetry}>
                  Try again
                </button>
              </li>
            )}
            {tables.map((table) => (
              <li key={table.name}>
                <Entry
                  icon={Table2}
                  name={table.name}
                  title={`${table.name}: ${formatCount(table.columns.length)} columns`}
                  count={table.rowCount}
                  current={activeTable === `case/${table.name}`}
                  onOpen={() => props.onOpenRelation(table.name)}
                />
              </li>
            ))}
          </Section>

          <Section title="Pictures" count={0}>
            {PICTURES.map(([kind, name, icon]) => (
              <li key={kind}>
                <Entry
                  icon={icon}
                  name={name}
                  title={`${name} of the lines that pass the filters of shipments`}
                  count={null}
                  current={activeTable === kind}
                  onOpen={() => props.onOpenPicture(kind)}
                />
              </li>
            ))}
          </Section>

          <Section title="Lists" count={lists.length} closedAtFirst={lists.every((l) => (l.rowCount ?? 0) === 0)}>
            {lists.map((list) => (
              <li key={list.name}>
                <Entry
                  icon={ListChecks}
                  name={list.name}
                  title="Watchlists that were imported"
                  count={list.rowCount}
                  current={activeTable === `case/${list.name}`}
                  onOpen={() => props.onOpenRelation(list.name)}
                />
              </li>
            ))}
          </Section>

          <Section
            title="Notebooks"
            count={notebooks.length}
            tools={<IconButton icon={Plus} label="New notebook" onClick={props.onNewNotebook} />}
          >
            {notebooks.length === 0 && (
              <li className="wb-side-empty">
                No notebook yet.{' '}
                <button type="button" className="wb-link" onClick={props.onNewNotebook}>
                  Make one
                </button>
              </li>
            )}
            {notebooks.map((notebook) => (
              <li key={notebook.name}>
                <Entry
                  icon={BookText}
                  name={notebook.title || notebook.name}
                  title={notebook.name}
                  count={null}
                  onOpen={() => props.onOpenNotebook(notebook.name)}
                />
              </li>
            ))}
          </Section>
        </>
      )}

      <Section
        title="Quick Look"
        count={looks.length}
        tools={
          <>
            {looks.some((l) => l.phase.kind === 'ready') && (
              <IconButton icon={TerminalSquare} label="New query on these files" onClick={props.onLookSql} />
            )}
            <IconButton icon={Plus} label="Look at a file" onClick={props.onLook} />
          </>
        }
      >
        {looks.length === 0 && (
          <li className="wb-side-empty">Drop a file anywhere to look at it. Nothing is written.</li>
        )}
        {looks.map((look) => (
          <li key={look.id} className="wb-side-row">
            <Entry
              icon={
                look.phase.kind === 'loading' ? LoaderCircle : look.phase.kind === 'failed' ? TriangleAlert : FileText
              }
              name={look.name}
              title={`${look.name}\n${formatBytes(look.bytes)}\nTable ${look.relation}`}
              count={look.phase.kind === 'ready' ? look.phase.rows : null}
              onOpen={() => props.onOpenLook(look.id)}
            />
            <button
              type="button"
              className="wb-side-x"
              aria-label={`Close ${look.name}`}
              onClick={() => props.onCloseLook(look.id)}
            >
              <X size={12} aria-hidden />
            </button>
          </li>
        ))}
      </Section>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly count: number;
  readonly closedAtFirst?: boolean;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

function Section({ title, count, closedAtFirst = false, tools, children }: SectionProps) {
  const [open, setOpen] = useState(!closedAtFirst);
  return (
    <section className="wb-section">
      <div className="wb-section-head">
        <button
          type="button"
          className="wb-section-title"
          aria-expanded={open}
          data-walk
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={13} aria-hidden className="wb-section-arrow" />
          {title}
          {count > 0 && <span className="wb-section-count">{formatCount(count)}</span>}
        </button>
        <div className="wb-section-tools">{tools}</div>
      </div>
      {open && <ul className="wb-section-list">{children}</ul>}
    </section>
  );
}

interface EntryProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly title: string;
  readonly count: number | null;
  readonly current?: boolean;
  readonly onOpen: () => void;
}

function Entry({ icon: Icon, name, title, count, current = false, onOpen }: EntryProps) {
  return (
    <button
      type="button"
      className="wb-entry"
      data-walk
      title={title}
      aria-current={current || undefined}
      onClick={onOpen}
    >
      <Icon size={14} aria-hidden className={Icon === LoaderCircle ? 'wb-spin' : undefined} />
      <span className="wb-clip wb-grow">
        <bdi>{visibleText(name, 120)}</bdi>
      </span>
      {count !== null && <span className="wb-entry-count">{formatCount(count)}</span>}
    </button>
  );
}

/** Up and down walk through headings and entries; Tab goes to the small tools as well. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-walk]')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  stops[at + step]?.focus();
}
