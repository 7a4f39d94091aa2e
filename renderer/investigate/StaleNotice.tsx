/** Says that the files, the dictionary, lists or decisions were changed since the case was analyzed, and offers to do it again. */
import { useEffect } from 'react';
import { Button } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import { useSession } from '../app/session.ts';
import { useReviewActions, useReviewDesk } from './review-desk.ts';

export function StaleNotice() {
  const actions = useReviewActions();
  const caseInfo = useSession((s) => s.caseInfo);
  // The list of tables is read again whenever tables have changed.
  const relations = useSession((s) => s.relations);
  const stale = useReviewDesk((s) => s.state?.stale);
  const running = useReviewDesk((s) => s.running !== null);
  useEffect(() => {
    void actions.refresh();
  }, [actions, caseInfo, relations]);
  // Decisions that wait have a button of their own, in the queue where they are made.
  const said = (stale ?? []).filter((text) => !text.includes('not applied'));
  if (said.length === 0) return null;
  return (
    <div className="wb-banner" data-tone="warn" role="status">
      <RefreshCw size={14} aria-hidden />
      <span className="wb-grow">
        <bdi>{said.join(' ')}</bdi> What you see is of before.
      </span>
      <Button size="compact-sm" variant="default" loading={running} onClick={() => void actions.analyze()}>
        Analyze again
      </Button>
    </div>
  );
}
