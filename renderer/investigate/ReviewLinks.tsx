/** The way to the reviews, in the side bar: with how many wait. */
import { useEffect } from 'react';
import { Microscope, ShieldQuestion, Users } from 'lucide-react';
import { useSession } from '../app/session.ts';
import { openTab, useTabs } from '../app/tabs.ts';
import { formatCount } from '../grid/format.ts';
import { useReviewActions, useReviewDesk } from './review-desk.ts';

const LINKS = [
  { kind: 'analysis', icon: Microscope, name: 'Analysis', waits: () => 0 },
  {
    kind: 'review-parties',
    icon: Users,
    name: 'Parties to review',
    waits: (s: { reviewParties: number }) => s.reviewParties,
  },
  {
    kind: 'review-hits',
    icon: ShieldQuestion,
    name: 'Hits to review',
    waits: (s: { reviewHits: number }) => s.reviewHits,
  },
] as const;

export function ReviewLinks() {
  const actions = useReviewActions();
  const caseInfo = useSession((s) => s.caseInfo);
  const state = useReviewDesk((s) => s.state);
  const active = useTabs((s) => (s.active === null ? undefined : s.specs.get(s.active)?.kind));
  useEffect(() => {
    void actions.refresh();
  }, [actions, caseInfo]);
  return (
    <>
      {LINKS.map(({ kind, icon: Icon, name, waits }) => {
        const count = state === null ? 0 : waits(state);
        return (
          <li key={kind}>
            <button
              type="button"
              className="wb-entry"
              data-walk
              aria-current={active === kind || undefined}
              onClick={() => openTab({ kind })}
            >
              <Icon size={14} aria-hidden />
              <span className="wb-clip wb-grow">{name}</span>
              {kind === 'analysis' && (state?.stale.length ?? 0) > 0 && (
                <span className="wb-tag" data-tone="warn">
                  stale
                </span>
              )}
              {count > 0 && <span className="wb-entry-count">{formatCount(count)}</span>}
            </button>
          </li>
        );
      })}
    </>
  );
}

/** Opens the party of a name in a row; drawn beside names of parties in the inspector. */
const ROLES: Readonly<Record<string, 'exporter' | 'importer'>> = {
  exporter_name: 'exporter',
  importer_name: 'importer',
};

interface OpenPartyProps {
  readonly column: string;
  readonly value: string;
  readonly valueOf: (column: string) => string | null;
}

export function OpenParty({ column, value, valueOf }: OpenPartyProps) {
  const actions = useReviewActions();
  const role = ROLES[column] ?? (column === 'raw_name' ? ROLES[`${valueOf('role') ?? ''}_name`] : undefined);
  const isId = column === 'party_id' || column.endsWith('_party_id');
  if ((role === undefined && !isId) || column === 'strict_party_id' || column === 'loose_party_id') return null;
  const run = (): void => {
    if (isId) actions.openParty(value, valueOf('name') ?? valueOf('raw_name') ?? value);
    else if (role !== undefined)
      void actions.openPartyOf(role, value, valueOf(column === 'raw_name' ? 'raw_id' : `${role}_id`));
  };
  return (
    <button type="button" className="wb-link" onClick={run}>
      Open party
    </button>
  );
}
