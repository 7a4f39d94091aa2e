/** What was decided by hand, the last one first; each can be taken back. */
import { useState, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { History, TriangleAlert } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useCall } from './use-call.ts';
import { Spinner } from '../ui/Spinner.tsx';

type Made = CallOut<'brands/decisions'>[number];

/** Whether a later decision says something of the same descriptions. */
const isReplaced = (all: readonly Made[], one: Made): boolean =>
  all.some((later) => later.seq > one.seq && one.templates.every((t) => later.templates.includes(t)));

export function Decisions({ tabs, onChanged }: { readonly tabs: ReactNode; readonly onChanged: () => void }) {
  const { client } = useServices();
  const epoch = useSession((s) => s.epoch);
  const { value, error, busy, reload } = useCall('brands/decisions', {}, String(epoch));
  const [working, setWorking] = useState(false);
  const takeBack = async ({ templates, example, by }: Made): Promise<void> => {
    setWorking(true);
    try {
      await client.call('brands/decide', { decision: 'open', brand: null, templates, example, by, why: 'Taken back' });
      await runTask('Applying decisions about brands', (options) => client.call('brands/apply', {}, options));
      reload();
      onChanged();
    } catch (thrown) {
      showFailure('The decision could not be taken back', thrown);
    } finally {
      setWorking(false);
    }
  };
  const made = value?.toReversed() ?? [];
  return (
    <>
      <div className="wb-toolbar">
        <h1>Brands</h1>
        {tabs}
        <span className="wb-grow" />
        {(busy || working) && <Spinner size={14} label="Reading the decisions" />}
      </div>
      {error !== null && (
        <EmptyState tone="failure" icon={TriangleAlert} title="The decisions could not be read">
          {error}
        </EmptyState>
      )}
      {value?.length === 0 && (
        <EmptyState icon={History} title="Nothing was decided by hand">
          What you decide under “Without a brand” is listed here, with who decided it, when and why.
        </EmptyState>
      )}
      {made.length > 0 && (
        <div
          className="wb-brands-texts wb-brands-decisions"
          tabIndex={0}
          role="region"
          aria-label="Decisions about brands"
        >
          <table className="wb-q-table">
            <thead>
              <tr>
                {['Decided', 'Brand', 'On descriptions like', 'By', 'Why', ''].map((name) => (
                  <th key={name} scope="col">
                    {name === '' ? <span className="wb-hidden">Take back</span> : name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {made.map((one) => (
                <tr key={one.seq}>
                  <td className="wb-nowrap">{new Date(one.at).toLocaleString()}</td>
                  <td className="wb-nowrap">
                    {{ brand: one.brand ?? '', none: 'cannot be told', open: 'taken back' }[one.decision]}
                  </td>
                  <td className="wb-brands-text">
                    <bdi>{visibleText(one.example, 300)}</bdi>
                    {one.templates.length > 1 && (
                      <span className="wb-note"> and {formatCount(one.templates.length - 1)} like it</span>
                    )}
                  </td>
                  <td>{one.by}</td>
                  <td>{one.why}</td>
                  <td>
                    {one.decision !== 'open' && !isReplaced(value ?? [], one) && (
                      <Button size="compact-xs" variant="default" disabled={working} onClick={() => void takeBack(one)}>
                        Take back
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
