/** What stands in place of a review while there is nothing to review: no files, no analysis, one under way, a failure. */
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { Button } from '@mantine/core';
import { Check, CircleDashed, FileInput, LoaderCircle, Microscope, TriangleAlert } from 'lucide-react';
import type { Progress } from '../../shared/contract/engine.ts';
import { useSession } from '../app/session.ts';
import { ProgressBar } from '../app/Tasks.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useReviewActions, useReviewDesk, type AnalysisState } from './review-desk.ts';
import { StaleNotice } from './StaleNotice.tsx';
import { Spinner } from '../ui/Spinner.tsx';

interface ReviewGateProps {
  readonly children: (state: AnalysisState) => ReactNode;
}

export function ReviewGate({ children }: ReviewGateProps) {
  const actions = useReviewActions();
  const caseInfo = useSession((s) => s.caseInfo);
  const { state, error, running } = useReviewDesk();
  useEffect(() => {
    void actions.refresh();
  }, [actions, caseInfo]);

  if (running !== null) return <AnalysisSteps progress={running.progress} onCancel={running.cancel} />;
  if (error !== null && state === null) {
    return (
      <EmptyState
        tone="failure"
        icon={TriangleAlert}
        title="The state of the analysis could not be read"
        actions={<Button onClick={() => void actions.refresh()}>Try again</Button>}
      >
        {error.message}
      </EmptyState>
    );
  }
  if (state === null) {
    return (
      <div className="wb-waiting">
        <Spinner size={22} label="Reading the analysis" />
      </div>
    );
  }
  if (state.lines === 0) {
    return (
      <EmptyState icon={FileInput} title="No shipments yet">
        Add files with declarations or bills of lading first. Files of totals have no parties.
      </EmptyState>
    );
  }
  if (state.spellings === 0) {
    return (
      <EmptyState
        icon={Microscope}
        title="Analyze the case"
        actions={<Button onClick={() => void actions.analyze()}>Analyze the case</Button>}
      >
        Finds who made the goods, who the parties are under all their spellings, which of them are on a list, and pairs
        of legs through third countries. Nothing leaves this computer; every finding can be traced to its rows.
      </EmptyState>
    );
  }
  return (
    <div className="wb-review-host">
      <StaleNotice />
      <Contradictions />
      {children(state)}
    </div>
  );
}

function Contradictions() {
  const contradictions = useReviewDesk((s) => s.contradictions);
  if (contradictions.length === 0) return null;
  return (
    <div className="wb-banner" data-tone="warn" role="alert">
      <TriangleAlert size={14} aria-hidden />
      <ul className="wb-grow">
        {contradictions.slice(0, 4).map((text) => (
          <li key={text}>
            <bdi>{text}</bdi>
          </li>
        ))}
        {contradictions.length > 4 && (
          <li>And {contradictions.length - 4} more decisions that contradict later ones.</li>
        )}
      </ul>
    </div>
  );
}

const STEPS = [
  ['brands', 'Brands', 'Who made the goods, by trademark, maker and description'],
  ['parties', 'Parties', 'Which spellings are one company'],
  ['screening', 'Screening', 'Which parties are on the lists of the case'],
  ['diversion', 'Third countries', 'Legs of the trade that fit one after the other'],
] as const;

function AnalysisSteps({ progress, onCancel }: { readonly progress: Progress | null; readonly onCancel: () => void }) {
  const phase = progress?.phase ?? '';
  const at = Math.max(
    0,
    STEPS.findIndex(([id]) => phase.includes(` ${id}`)),
  );
  const detail = phase.split(': ').slice(1).join(': ');
  return (
    <div className="wb-steps" role="region" aria-label="Analysis under way">
      <h2>Analyzing the case</h2>
      <ol>
        {STEPS.map(([id, title, what], i) => {
          const phaseOf = i < at ? 'done' : i === at ? 'now' : 'later';
          const Icon = phaseOf === 'done' ? Check : phaseOf === 'now' ? LoaderCircle : CircleDashed;
          return (
            <li key={id} data-phase={phaseOf} aria-current={phaseOf === 'now' ? 'step' : undefined}>
              <Icon size={16} aria-hidden className={phaseOf === 'now' ? 'wb-spin' : undefined} />
              <div>
                <span className="wb-strong">{title}</span>
                <span className="wb-sr">
                  {phaseOf === 'done' ? ' (done)' : phaseOf === 'now' ? ' (now)' : ' (later)'}
                </span>
                <p className="wb-note">{phaseOf === 'now' && detail !== '' ? detail : what}</p>
              </div>
            </li>
          );
        })}
      </ol>
      <ProgressBar label="Analysis" fraction={progress?.fraction ?? null} />
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
