/** What is seen first: what Waybill can do now, and what was open lately. */
import { FilePlus2, FlaskConical, FolderOpen, FolderPlus, Upload, type LucideIcon } from 'lucide-react';
import { keysText } from './commands.ts';
import type { RecentCase } from './session.ts';

interface WelcomeProps {
  readonly recent: readonly RecentCase[];
  readonly opening: string | null;
  readonly mac: boolean;
  readonly onLook: () => void;
  readonly onNewCase: () => void;
  readonly onOpenCase: () => void;
  readonly onSample: () => void;
  readonly onRecent: (path: string) => void;
}

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

export function Welcome(props: WelcomeProps) {
  const { recent, opening, mac } = props;
  return (
    <div className="wb-welcome">
      <div className="wb-welcome-inner">
        <header>
          <Mark />
          <div>
            <h2 className="wb-welcome-title">Waybill</h2>
            <p>Investigate trade with customs records. Everything stays on this machine.</p>
          </div>
        </header>

        <button type="button" className="wb-drop-hint" onClick={props.onLook}>
          <Upload size={20} aria-hidden strokeWidth={1.7} />
          <span>
            <span className="wb-strong">Look at a file</span>
            <span className="wb-muted-line">
              Drop a CSV, TSV or Parquet file here, or choose one. Nothing is written to disk.
            </span>
          </span>
          <kbd className="wb-kbd">{keysText('Mod+O', mac)}</kbd>
        </button>

        <div className="wb-actions">
          <Action
            icon={FolderPlus}
            title="New case"
            text="Keep files, queries and findings in a folder that can be proved."
            onClick={props.onNewCase}
          />
          <Action icon={FolderOpen} title="Open a case" text="Go on where you left." onClick={props.onOpenCase} />
          <Action
            icon={FlaskConical}
            title="Sample case"
            text="A made-up investigation of drone exports, to learn with."
            onClick={props.onSample}
          />
        </div>

        <section aria-label="Recent cases">
          <h3>Recent</h3>
          {recent.length === 0 ? (
            <p className="wb-note">Cases that you open are listed here.</p>
          ) : (
            <ul className="wb-recent">
              {recent.slice(0, 8).map((each) => (
                <li key={each.path}>
                  <button type="button" onClick={() => props.onRecent(each.path)} disabled={opening !== null}>
                    <FilePlus2 size={14} aria-hidden />
                    <span className="wb-strong wb-clip">{each.name}</span>
                    <span className="wb-note wb-clip wb-grow">{each.path}</span>
                    <span className="wb-note wb-nowrap">{shortDate(each.opened)}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </section>
        <p className="wb-note" role="status">
          {opening !== null ? `Opening ${opening}…` : ''}
        </p>
      </div>
    </div>
  );
}

const shortDate = (iso: string): string => {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? '' : dates.format(date);
};

interface ActionProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  readonly onClick: () => void;
}

function Action({ icon: Icon, title, text, onClick }: ActionProps) {
  return (
    <button type="button" className="wb-action" onClick={onClick}>
      <Icon size={18} aria-hidden strokeWidth={1.7} />
      <span className="wb-strong">{title}</span>
      <span className="wb-muted-line">{text}</span>
    </button>
  );
}

/** The sign of the program: a sheet with a perforated edge and the lines of a table. */
export function Mark({ size = 40 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden className="wb-mark">
      <rect x="5" y="3" width="30" height="34" rx="4" className="wb-mark-sheet" />
      <path d="M11 12h18M11 19h18M11 26h11" className="wb-mark-lines" />
      <circle cx="29" cy="28" r="5.5" className="wb-mark-seal" />
    </svg>
  );
}
