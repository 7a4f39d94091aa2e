/** The line at the bottom: where the data is, what is open, which engine; it says all the time that nothing leaves. */
import { Database, ShieldCheck, TriangleAlert } from 'lucide-react';
import { formatCount } from '../grid/format.ts';
import type { AppInfo, CaseInfo, Session } from './session.ts';

interface StatusBarProps {
  readonly connection: Session['connection'];
  readonly info: AppInfo | null;
  readonly caseInfo: CaseInfo | null;
  readonly running: number;
}

export function StatusBar({ connection, info, caseInfo, running }: StatusBarProps) {
  const records = caseInfo?.sources.reduce((sum, s) => sum + s.records_loaded, 0) ?? 0;
  return (
    <footer className="wb-status">
      <span className="wb-status-item" title="No network: the window may only talk to its own process on this machine.">
        <ShieldCheck size={13} aria-hidden /> Local only
      </span>
      {caseInfo && (
        <span className="wb-status-item wb-clip" title={caseInfo.path}>
          <Database size={12} aria-hidden /> {caseInfo.path}
        </span>
      )}
      {caseInfo && (
        <span className="wb-status-item">
          {formatCount(caseInfo.sources.length)} {caseInfo.sources.length === 1 ? 'source' : 'sources'},{' '}
          {formatCount(records)} records
        </span>
      )}
      {caseInfo?.synthetic && <span className="wb-tag">Synthetic sample</span>}
      <span className="wb-grow" />
      {info?.notices.map((notice) => (
        <span key={notice} className="wb-status-item wb-warn" title={notice}>
          <TriangleAlert size={12} aria-hidden /> <span className="wb-clip wb-status-notice">{notice}</span>
        </span>
      ))}
      <span role="status" aria-live="polite" className="wb-status-item">
        {connection === 'lost'
          ? 'Case process lost; starting it again…'
          : connection === 'starting'
            ? 'Starting…'
            : running > 0
              ? `${formatCount(running)} under way`
              : ''}
      </span>
      {info && (
        <span className="wb-status-item">
          Waybill {info.version} · DuckDB {info.duckdb.replace(/^v/, '')}
        </span>
      )}
    </footer>
  );
}
